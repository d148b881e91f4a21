package io.howdah.mover.bindump;

import io.howdah.mover.bindump.auth.Account;
import io.howdah.mover.bindump.auth.Directory;
import io.howdah.mover.bindump.auth.ServerFacts;
import io.howdah.mover.cluster.LocalCluster;
import java.nio.file.Path;
import java.util.Optional;

/** A cluster "main" that nobody runs, with one role "backup". */
final class TestDirectory implements Directory {

    /** Of the password "pencil" (RFC 7677 uses it, with another salt). */
    private static final String VERIFIER = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"
            + "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    static final LocalCluster CLUSTER =
            new LocalCluster("main", Path.of("/nonexistent"), 1, Path.of("/nonexistent"), "postgres", null);

    @Override
    public Optional<LocalCluster> cluster(String name) {
        return name.equals("main") ? Optional.of(CLUSTER) : Optional.empty();
    }

    @Override
    public Entry look(LocalCluster cluster, String role) {
        return new Entry(
                role.equals("backup")
                        ? Optional.of(new Account("backup", VERIFIER, false, true, true, false, false))
                        : Optional.empty(),
                new ServerFacts("15.12", "UTF8", "UTC", false, "7300000000000000000", "16MB"));
    }
}
