package io.howdah.mover.bindump.wire;

/** The SQLSTATEs that bindump answers (PostgreSQL documentation, appendix A). */
public enum SqlState {
    CONNECTION_FAILURE("08006"),
    PROTOCOL_VIOLATION("08P01"),
    FEATURE_NOT_SUPPORTED("0A000"),
    INVALID_PARAMETER_VALUE("22023"),
    INVALID_AUTHORIZATION("28000"),
    INVALID_PASSWORD("28P01"),
    INVALID_CATALOG_NAME("3D000"),
    INSUFFICIENT_PRIVILEGE("42501"),
    SYNTAX_ERROR("42601"),
    UNDEFINED_OBJECT("42704"),
    CONFIGURATION_LIMIT_EXCEEDED("53400"),
    OUT_OF_MEMORY("53200"),
    TOO_MANY_CONNECTIONS("53300"),
    OBJECT_NOT_IN_PREREQUISITE_STATE("55000"),
    QUERY_CANCELED("57014"),
    ADMIN_SHUTDOWN("57P01"),
    CANNOT_CONNECT_NOW("57P03"),
    IO_ERROR("58030"),
    UNDEFINED_FILE("58P01"),
    INTERNAL_ERROR("XX000"),
    DATA_CORRUPTED("XX001");

    private final String code;

    SqlState(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
