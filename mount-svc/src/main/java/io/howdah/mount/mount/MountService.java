package io.howdah.mount.mount;

import io.howdah.mount.config.MountProperties;
import io.howdah.mount.host.HostChecks;
import io.howdah.mount.host.OsUsers;
import io.howdah.mount.host.Reachability;
import io.howdah.mount.worker.WorkerError;
import io.howdah.mount.worker.WorkerException;
import io.howdah.mount.workerprocess.MountPlace;
import io.howdah.mount.workerprocess.ProcessTable;
import io.howdah.mount.workerprocess.WorkerFailedException;
import io.howdah.mount.workerprocess.WorkerWatch;
import io.howdah.mount.workerprocess.Workers;
import io.howdah.openapi.fence.Fences;
import io.howdah.openapi.mount.model.Mount;
import io.howdah.openapi.mount.model.MountSpec;
import io.howdah.openapi.mount.model.MountState;
import io.howdah.openapi.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/** Does what callers ask for, one at a time for each mount. */
@Service
class MountService {

    private static final Logger LOG = LoggerFactory.getLogger(MountService.class);

    private final MountProperties properties;
    private final MountRows rows;
    private final MountLocks locks;
    private final Mounting mounting;
    private final MountViews views;
    private final Workers workers;
    private final WorkerWatch watch;
    private final HostChecks checks;
    private final OsUsers users;
    private final Reachability reachability;
    private final Fences fences;

    MountService(
            MountProperties properties,
            MountRows rows,
            MountLocks locks,
            Mounting mounting,
            MountViews views,
            Workers workers,
            WorkerWatch watch,
            HostChecks checks,
            OsUsers users,
            Reachability reachability,
            Fences fences) {
        this.properties = properties;
        this.rows = rows;
        this.locks = locks;
        this.mounting = mounting;
        this.views = views;
        this.workers = workers;
        this.watch = watch;
        this.checks = checks;
        this.users = users;
        this.reachability = reachability;
        this.fences = fences;
    }

    List<Mount> list() {
        return rows.findAllByOrderById().stream().map(views::of).toList();
    }

    Mount get(String id) {
        return views.of(require(id));
    }

    /** Answers when the backup is mounted or has failed to be. */
    Mount put(String id, MountSpec spec) {
        try (var _ = locks.hold(id)) {
            fences.pass("mount " + id);
            Optional<MountRow> known = rows.findById(id);
            return views.of(known.isPresent() ? again(known.get(), spec) : first(id, spec));
        } catch (InterruptedException e) {
            throw interrupted(id, e);
        }
    }

    private MountRow first(String id, MountSpec spec) throws InterruptedException {
        MountPlace place = new MountPlace(
                id,
                properties.mountRoot().resolve(id),
                properties.writeCacheRoot().resolve(id),
                properties.runDirectory());
        check(place, spec);
        requireFree(place);
        return mounting.mountAnew(new MountRow(place, spec));
    }

    private MountRow again(MountRow row, MountSpec spec) throws InterruptedException {
        if (!row.spec().equals(spec)) {
            throw ProblemException.conflict(
                    "MOUNT_EXISTS",
                    "mount " + row.id() + " is backup " + row.spec().getBackupId() + " of cluster "
                            + row.spec().getCluster() + " for user "
                            + row.spec().getOsUser(),
                    "choose another id, or delete the mount");
        }
        if (row.state() == MountState.UNMOUNTING) {
            throw ProblemException.conflict(
                    "MOUNT_UNMOUNTING", "mount " + row.id() + " is being taken away", "delete it again, then mount");
        }
        if (row.state() == MountState.MOUNTED
                && workers.find(row.place(), row.worker()).isPresent()) {
            return row;
        }
        check(row.place(), spec);
        return row.wasMounted() ? mounting.remount(row) : mounting.mountAnew(row);
    }

    private void check(MountPlace place, MountSpec spec) {
        var user = users.require(spec.getOsUser());
        checks.require();
        reachability.require(user);
        if (!place.socketFits()) {
            throw ProblemException.unprocessable(
                    "RUN_DIRECTORY_TOO_LONG",
                    "the control socket of mount " + place.id() + " in " + place.runDirectory()
                            + " has a longer path than a socket may have",
                    "set howdah.mount.run-directory to a shorter path");
        }
    }

    /** What lies in the place of an unknown mount belongs to somebody else, and is not ours to remove when we fail. */
    private static void requireFree(MountPlace place) {
        for (var path : List.of(place.mountPoint(), place.writeCache())) {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw ProblemException.unprocessable(
                        "PLACE_OCCUPIED",
                        path + " exists already and belongs to no mount of this service",
                        "choose another id, or remove it if nobody needs it");
            }
        }
    }

    Mount sync(String id) {
        MountRow row = settled(id);
        if (row.state() != MountState.MOUNTED) {
            throw new ProblemException(
                    row.state() == MountState.MOUNTING ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.CONFLICT,
                    "MOUNT_NOT_MOUNTED",
                    "mount " + id + " is " + row.state(),
                    "mount it first");
        }
        if (row.durable()) {
            return views.of(row);
        }
        try {
            workers.sync(row.place());
        } catch (WorkerFailedException e) {
            throw unavailable(e);
        }
        try (var _ = locks.hold(id)) {
            MountRow now = require(id);
            now.onDisk();
            return views.of(rows.save(now));
        } catch (InterruptedException e) {
            throw interrupted(id, e);
        }
    }

    /**
     * The mount once nobody works on it: a worker that died is being replaced, and that takes no longer than a start.
     */
    private MountRow settled(String id) {
        try (var _ = locks.hold(id)) {
            return require(id);
        } catch (InterruptedException e) {
            throw interrupted(id, e);
        }
    }

    /** Takes everything away; the row goes last, so that what is left after a crash is known. */
    void delete(String id) {
        try (var _ = locks.hold(id)) {
            fences.pass("mount " + id);
            Optional<MountRow> row = rows.findById(id);
            if (row.isPresent()) {
                delete(row.get());
            }
        } catch (InterruptedException e) {
            throw interrupted(id, e);
        }
    }

    void delete(MountRow row) throws InterruptedException {
        MountPlace place = row.place();
        MountState before = row.state();
        requireUnused(row);
        row.unmounting();
        rows.save(row);
        watch.forget(row.id());
        try {
            workers.unmount(place, row.worker());
        } catch (WorkerFailedException e) {
            WorkerError error = e.error();
            if (error.code().equals(WorkerException.MOUNT_BUSY)) {
                row.back(before, row.error());
                rows.save(row);
                var worker = row.worker();
                if (worker != null) {
                    watch.watch(row.id(), worker);
                }
                requireUnused(row);
            } else {
                row.back(MountState.UNMOUNTING, MountError.of(error));
                rows.save(row);
            }
            throw unavailable(e);
        }
        rows.delete(row);
        LOG.info("mount {}: unmounted, nothing is left of it", row.id());
    }

    private void requireUnused(MountRow row) {
        List<ProcessTable.User> users = workers.users(row.place(), row.worker());
        if (!users.isEmpty()) {
            throw ProblemException.conflict(
                    WorkerException.MOUNT_BUSY,
                    "mount " + row.id() + " is in use by process "
                            + users.stream().map(ProcessTable.User::toString).collect(Collectors.joining(", ")),
                    "end these processes and delete the mount again");
        }
    }

    private MountRow require(String id) {
        return rows.findById(id)
                .orElseThrow(() -> ProblemException.notFound(
                        "MOUNT_NOT_FOUND", "there is no mount " + id, "GET /mounts lists those there are"));
    }

    private static ProblemException unavailable(WorkerFailedException e) {
        WorkerError error = e.error();
        HttpStatus status = switch (error.code()) {
            case WorkerException.MOUNT_BUSY -> HttpStatus.CONFLICT;
            case WorkerFailedException.TIMEOUT, WorkerFailedException.UNREACHABLE -> HttpStatus.SERVICE_UNAVAILABLE;
            default -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
        return new ProblemException(status, error.code(), error.detail(), error.hint(), e);
    }

    private static ProblemException interrupted(String id, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "SHUTTING_DOWN",
                "the work on mount " + id + " was interrupted because mount-svc is shutting down",
                "repeat the request when it is up again",
                e);
    }
}
