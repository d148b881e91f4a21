package io.howdah.mover.cluster;

import io.howdah.openapi.problem.ProblemException;
import io.howdah.openapi.secret.PasswordCipher;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The registry of the clusters beside this mover. */
@Service
public class Clusters {

    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

    private final ClusterRepository repository;
    private final PasswordCipher passwords;
    private final List<ClusterUse> uses;

    Clusters(ClusterRepository repository, PasswordCipher passwords, List<ClusterUse> uses) {
        this.repository = repository;
        this.passwords = passwords;
        this.uses = uses;
    }

    /** The cluster registered under the name. */
    @Transactional(readOnly = true)
    public Optional<LocalCluster> find(String name) {
        return repository.findById(name).map(this::toLocalCluster);
    }

    /** @throws ProblemException CLUSTER_NOT_FOUND */
    @Transactional(readOnly = true)
    public LocalCluster get(String name) {
        return find(name).orElseThrow(() -> notFound(name));
    }

    /** What was found when the cluster was registered. @throws ProblemException CLUSTER_NOT_FOUND */
    @Transactional(readOnly = true)
    public Inspection inspection(String name) {
        return repository.findById(name).orElseThrow(() -> notFound(name)).inspection();
    }

    @Transactional
    void register(LocalCluster cluster, Inspection inspection) {
        String password = cluster.password();
        repository.save(new ClusterEntity(
                cluster, password == null ? null : passwords.encrypt(cluster.name(), password), inspection));
        LOG.info("registered {}", cluster);
    }

    /** @throws ProblemException CLUSTER_IN_USE */
    @Transactional
    void forget(String name) {
        for (ClusterUse use : uses) {
            String user = use.userOf(name);
            if (user != null) {
                throw ProblemException.conflict(
                        "CLUSTER_IN_USE", "cluster " + name + " is used by " + user, "delete that first");
            }
        }
        repository.deleteById(name);
        LOG.info("forgot cluster {}", name);
    }

    private LocalCluster toLocalCluster(ClusterEntity entity) {
        return new LocalCluster(
                entity.name(),
                Path.of(entity.dataDirectory()),
                entity.port(),
                pathOrNull(entity.socketDirectory()),
                entity.user(),
                decrypted(entity));
    }

    private @Nullable String decrypted(ClusterEntity entity) {
        String cipher = entity.passwordCipher();
        return cipher == null ? null : passwords.decrypt(entity.name(), cipher);
    }

    private static @Nullable Path pathOrNull(@Nullable String path) {
        return path == null ? null : Path.of(path);
    }

    private static ProblemException notFound(String name) {
        return ProblemException.notFound(
                "CLUSTER_NOT_FOUND",
                "no cluster " + name + " is registered here",
                "register it with PUT /clusters/" + name);
    }
}
