package io.howdah.mover.instance;

import io.howdah.mover.state.ProblemConverter;
import io.howdah.openapi.mover.model.InstanceSpec;
import io.howdah.openapi.mover.model.InstanceState;
import io.howdah.openapi.mover.model.Problem;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of an instance: what was asked for, what it was given, how its last start went. Its state is
 * STARTING, READY or FAILED; STOPPED is what the processes of the host say. Once it was ready, it is kept so: STARTING
 * and FAILED then mean that it is to run and does not.
 */
@Entity
@Table(name = "instance")
class InstanceRow {

    @Id
    private String id;

    @Column
    @Convert(converter = InstanceJson.SpecConverter.class)
    private InstanceSpec spec;

    @Column
    @Enumerated(EnumType.STRING)
    private InstanceState state;

    @Column
    private String host;

    @Column
    private int port;

    @Column
    private long pid;

    @Column
    private @Nullable String reachedLsn;

    @Column
    private @Nullable Instant reachedTime;

    @Column
    private @Nullable Instant readyAt;

    @Column
    private @Nullable String bootId;

    @Column
    private int restarts;

    @Column
    @Convert(converter = InstanceJson.WarningsConverter.class)
    private List<String> warnings = List.of();

    @Column
    @Convert(converter = InstanceJson.TimingsConverter.class)
    private Map<String, Long> timings = Map.of();

    @Column
    @Convert(converter = ProblemConverter.class)
    private @Nullable Problem problem;

    protected InstanceRow() {}

    InstanceRow(String id, InstanceSpec spec, String host, int port) {
        this.id = id;
        this.spec = spec;
        this.host = host;
        this.port = port;
        this.state = InstanceState.STARTING;
    }

    String id() {
        return id;
    }

    InstanceSpec spec() {
        return spec;
    }

    InstanceState state() {
        return state;
    }

    Path data() {
        return data(spec);
    }

    static Path data(InstanceSpec spec) {
        return Path.of(spec.getDataDirectory()).normalize();
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** The postmaster when it was last seen; a hint where to look first. */
    long pid() {
        return pid;
    }

    @Nullable String reachedLsn() {
        return reachedLsn;
    }

    /** When the last transaction had ended that recovery replayed. */
    @Nullable Instant reachedTime() {
        return reachedTime;
    }

    @Nullable Instant readyAt() {
        return readyAt;
    }

    /** Of the host, when the instance was last seen ready; null in rows from before it was noted. */
    @Nullable String bootId() {
        return bootId;
    }

    /** How often it was started again without having been asked for. */
    int restarts() {
        return restarts;
    }

    List<String> warnings() {
        return warnings;
    }

    Map<String, Long> timings() {
        return timings;
    }

    @Nullable Problem problem() {
        return problem;
    }

    /** It has answered to somebody under its port. */
    boolean everReady() {
        return readyAt != null;
    }

    void starting(String listenHost, int chosenPort) {
        host = listenHost;
        port = chosenPort;
        state = InstanceState.STARTING;
        pid = 0;
        if (!everReady()) {
            problem = null;
        }
    }

    void spawned(long postmaster, List<String> newWarnings) {
        pid = postmaster;
        warnings = List.copyOf(newWarnings);
    }

    /** It is to run, and does not for this reason. */
    void down(Problem why) {
        state = InstanceState.STARTING;
        pid = 0;
        problem = why;
    }

    /** It is as ready as before, perhaps as another process. */
    void seen(long postmaster, String boot) {
        pid = postmaster;
        bootId = boot;
    }

    void restarted() {
        restarts++;
    }

    void ready(@Nullable String lsn, @Nullable Instant time, Instant at, String boot, Map<String, Long> measured) {
        state = InstanceState.READY;
        problem = null;
        bootId = boot;
        // a restart recovers nothing: where recovery ended stays what it was
        if (reachedLsn == null) {
            reachedLsn = lsn;
            reachedTime = time;
        }
        readyAt = at;
        timings = Map.copyOf(measured);
    }

    void failed(Problem why) {
        state = InstanceState.FAILED;
        problem = why;
    }
}
