package io.howdah.recovery.cluster;

import io.howdah.openapi.howdah.model.Cluster;
import io.howdah.openapi.howdah.model.ClusterState;
import io.howdah.openapi.mover.model.MoverCluster;
import io.howdah.openapi.mover.model.MoverClusterState;
import io.howdah.openapi.mover.model.RepositoryBackup;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.openapi.secret.PasswordCipher;
import io.howdah.recovery.agent.MoverAgent;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.state.State;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * The clusters there are: registered with the mover beside them and kept here, so that they can be registered again.
 */
@Service
public class Clusters {

    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

    private final ClusterRepository rows;
    private final Hosts hosts;
    private final ClusterBackups backups;
    private final List<ClusterUse> uses;
    private final PasswordCipher cipher;
    private final State state;

    Clusters(
            ClusterRepository rows,
            Hosts hosts,
            ClusterBackups backups,
            List<ClusterUse> uses,
            PasswordCipher cipher,
            State state) {
        this.rows = rows;
        this.hosts = hosts;
        this.backups = backups;
        this.uses = uses;
        this.cipher = cipher;
        this.state = state;
    }

    /** A registered cluster, for those who back it up. */
    public record Registered(String name, String host, String user) {}

    /** The cluster, or 404 CLUSTER_NOT_FOUND. */
    public Registered require(String name) {
        ClusterRow row = row(name);
        return new Registered(row.name(), row.host(), row.user());
    }

    /**
     * Registers the cluster with its mover once more and inspects it. That heals a mover that lost its state, and fails
     * with the mover's reason when the cluster is not running or has changed its password.
     */
    public void refresh(String name) {
        ClusterRow row = row(name);
        MoverCluster found =
                hosts.mover(row.host()).register(name, registration(row).toMover());
        String identifier = row.systemIdentifier();
        if (identifier != null && !identifier.equals(found.getSystemIdentifier())) {
            throw changed(name, identifier, found.getSystemIdentifier());
        }
    }

    Cluster register(Registration registration) {
        String name = registration.name();
        Optional<ClusterRow> former = state.read(() -> rows.findById(name));
        MoverAgent mover = hosts.mover(registration.host());
        MoverCluster found = mover.register(name, registration.toMover());
        List<RepositoryBackup> stored = mover.backups(name);
        Optional<String> otherIdentifier = otherIdentifier(stored, found);
        if (otherIdentifier.isPresent()) {
            restore(mover, name, former);
            throw changed(name, otherIdentifier.get(), found.getSystemIdentifier());
        }
        String password = registration.password();
        ClusterRow row = new ClusterRow(registration, password == null ? null : cipher.encrypt(name, password), found);
        state.change(() -> {
            rows.save(row);
            backups.adopt(registration.host(), stored);
        });
        former.map(ClusterRow::host)
                .filter(host -> !host.equals(registration.host()))
                .ifPresent(host -> forgetAt(host, name));
        LOG.info("cluster {} registered on host {}: {}", name, registration.host(), found.getPostgresVersion());
        return show(row, found);
    }

    /** The identifier that the cluster's backups have, when it is another one. */
    private static Optional<String> otherIdentifier(List<RepositoryBackup> stored, MoverCluster found) {
        return stored.stream()
                .map(RepositoryBackup::getSystemIdentifier)
                .filter(Objects::nonNull)
                .filter(identifier -> !identifier.equals(found.getSystemIdentifier()))
                .findFirst();
    }

    /** Puts the mover back to the registration it had before the refused one. */
    private void restore(MoverAgent mover, String name, Optional<ClusterRow> former) {
        try {
            if (former.isPresent()) {
                mover.register(name, registration(former.get()).toMover());
            } else {
                mover.forget(name);
            }
        } catch (ProblemException e) {
            LOG.warn("cluster {}: its mover keeps the refused registration for now: {}", name, e.detail());
        }
    }

    private void forgetAt(String host, String name) {
        try {
            hosts.mover(host).forget(name);
        } catch (ProblemException e) {
            LOG.warn("cluster {}: its former host {} keeps its registration: {}", name, host, e.detail());
        }
    }

    void delete(String name) {
        ClusterRow row = row(name);
        refuseWhenHeld(name);
        MoverAgent mover = hosts.mover(row.host());
        mover.deleteArchivedWal(name);
        mover.forget(name);
        state.change(() -> {
            refuseWhenHeld(name);
            rows.deleteById(name);
        });
        LOG.info("cluster {} forgotten", name);
    }

    private void refuseWhenHeld(String name) {
        List<String> users = state.read(
                () -> uses.stream().flatMap(use -> use.usersOf(name).stream()).toList());
        if (!users.isEmpty()) {
            throw ProblemException.conflict(
                    "CLUSTER_IN_USE",
                    "cluster " + name + " has " + String.join(" and ", users),
                    "delete its backups, and switch its WAL streaming off, first");
        }
    }

    /** The cluster as it is now. */
    Cluster look(ClusterRow row) {
        try {
            return show(row, hosts.mover(row.host()).probeCluster(row.name()));
        } catch (ProblemException e) {
            Cluster cluster = show(row, ClusterState.UNREACHABLE);
            cluster.setStateReason(e.detail());
            return cluster;
        }
    }

    ClusterRow row(String name) {
        return state.read(() -> rows.findById(name))
                .orElseThrow(() -> ProblemException.notFound(
                        "CLUSTER_NOT_FOUND",
                        "there is no cluster " + name,
                        "GET /api/v1/clusters lists those there are; PUT /api/v1/clusters/" + name + " registers one"));
    }

    private Registration registration(ClusterRow row) {
        String password = row.encryptedPassword();
        return new Registration(
                row.name(),
                row.host(),
                row.dataDirectory(),
                row.port(),
                row.socketDirectory(),
                row.user(),
                password == null ? null : cipher.decrypt(row.name(), password),
                row.osUser());
    }

    private static Cluster show(ClusterRow row, MoverCluster found) {
        Cluster cluster = show(row, stateOf(found.getState()));
        cluster.setStateReason(found.getStateReason());
        cluster.setSystemIdentifier(either(found.getSystemIdentifier(), row.systemIdentifier()));
        cluster.setPostgresVersion(either(found.getPostgresVersion(), row.postgresVersion()));
        cluster.setDataChecksums(either(found.getDataChecksums(), row.dataChecksums()));
        cluster.setOsUser(either(found.getOsUser(), row.osUser()));
        return cluster;
    }

    private static Cluster show(ClusterRow row, ClusterState state) {
        Cluster cluster = new Cluster(row.name(), row.host(), row.dataDirectory(), row.port(), row.user(), state);
        cluster.setSocketDirectory(row.socketDirectory());
        cluster.setOsUser(row.osUser());
        cluster.setSystemIdentifier(row.systemIdentifier());
        cluster.setPostgresVersion(row.postgresVersion());
        cluster.setDataChecksums(row.dataChecksums());
        return cluster;
    }

    private static ClusterState stateOf(MoverClusterState state) {
        return switch (state) {
            case RUNNING -> ClusterState.RUNNING;
            case STOPPED -> ClusterState.STOPPED;
            case UNREACHABLE -> ClusterState.UNREACHABLE;
        };
    }

    private static <T> @Nullable T either(@Nullable T first, @Nullable T second) {
        return first != null ? first : second;
    }

    private static ProblemException changed(String name, String known, @Nullable String found) {
        return ProblemException.conflict(
                "CLUSTER_CHANGED",
                "cluster " + name + " has backups of the system identifier " + known + ", but what runs there now has "
                        + found,
                "register it under another name, or delete the backups of the former one first");
    }
}
