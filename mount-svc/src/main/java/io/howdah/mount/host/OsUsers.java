package io.howdah.mount.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.howdah.mount.os.Host;
import io.howdah.openapi.problem.ProblemException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Whom mounts can be made for. */
@Component
public class OsUsers {

    /** {@code struct passwd} of Linux: two pointers, then user and group. */
    private static final long UID = 16;

    private static final long GID = 20;
    private static final long PASSWD_BYTES = 48;
    private static final long BUFFER_BYTES = 16 * 1024;

    @SuppressWarnings("restricted")
    private static final MethodHandle GETPWNAM_R = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("getpwnam_r"),
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));

    /**
     * The user that a mount is to be made for.
     *
     * @throws ProblemException 422 OS_USER_UNKNOWN, or OS_USER_FORBIDDEN when we may not give files to that user
     */
    public OsUser require(String name) {
        OsUser user = find(name)
                .orElseThrow(() -> ProblemException.unprocessable(
                        "OS_USER_UNKNOWN",
                        "there is no operating system user " + name + " on this host",
                        "create the user, or name another with osUser"));
        int own = Host.effectiveUser();
        if (own != 0 && user.uid() != own) {
            throw ProblemException.unprocessable(
                    "OS_USER_FORBIDDEN",
                    "mount-svc runs as " + ownName() + " and cannot mount for " + name,
                    "leave out osUser, or run the suite as root");
        }
        return user;
    }

    /** getpwnam_r(3): asks whatever the name service switch is configured with. */
    public Optional<OsUser> find(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment passwd = arena.allocate(PASSWD_BYTES, Long.BYTES);
            MemorySegment result = arena.allocate(ADDRESS);
            int error = (int) GETPWNAM_R.invokeExact(
                    arena.allocateFrom(name), passwd, arena.allocate(BUFFER_BYTES), BUFFER_BYTES, result);
            if (error != 0 || result.get(ADDRESS, 0).equals(MemorySegment.NULL)) {
                return Optional.empty();
            }
            return Optional.of(new OsUser(name, passwd.get(JAVA_INT, UID), passwd.get(JAVA_INT, GID)));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("getpwnam_r could not be called", e);
        }
    }

    static String ownName() {
        return System.getProperty("user.name");
    }
}
