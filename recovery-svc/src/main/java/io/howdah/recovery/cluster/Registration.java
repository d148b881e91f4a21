package io.howdah.recovery.cluster;

import io.howdah.openapi.howdah.model.ClusterSpec;
import io.howdah.openapi.mover.model.MoverClusterSpec;
import io.howdah.openapi.problem.ProblemException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** How a cluster is reached on its host. Does not print its password. */
record Registration(
        String name,
        String host,
        String dataDirectory,
        int port,
        @Nullable String socketDirectory,
        String user,
        @Nullable String password,
        @Nullable String osUser) {

    static Registration of(String name, ClusterSpec spec) {
        return new Registration(
                name,
                Objects.requireNonNullElse(spec.getHost(), "local"),
                Objects.requireNonNull(absolute("dataDirectory", spec.getDataDirectory())),
                spec.getPort(),
                absolute("socketDirectory", spec.getSocketDirectory()),
                spec.getUser(),
                spec.getPassword(),
                spec.getOsUser());
    }

    MoverClusterSpec toMover() {
        MoverClusterSpec spec = new MoverClusterSpec(dataDirectory, port, user);
        spec.setSocketDirectory(socketDirectory);
        spec.setPassword(password);
        spec.setOsUser(osUser);
        return spec;
    }

    private static @Nullable String absolute(String field, @Nullable String path) {
        if (path == null || (path.startsWith("/") && path.indexOf('\0') < 0)) {
            return path;
        }
        throw new ProblemException(
                HttpStatus.BAD_REQUEST,
                "INVALID_VALUE",
                "field " + field + " is not an absolute path: " + path,
                "give the path from the root of the host, such as /var/lib/postgresql/15/main");
    }

    @Override
    public String toString() {
        return "Registration[" + name + " on " + host + ", " + dataDirectory + ", port " + port + "]";
    }
}
