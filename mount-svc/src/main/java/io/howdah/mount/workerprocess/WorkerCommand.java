package io.howdah.mount.workerprocess;

import io.howdah.mount.worker.SpareOrder;
import io.howdah.openapi.log.LogContext;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The command line of a worker: this JVM's program and class path, another main class.
 *
 * @param java the program
 * @param jvmFlags before the class path
 * @param classPath absolute
 * @param mainClass what to run
 */
public record WorkerCommand(Path java, List<String> jvmFlags, String classPath, String mainClass) {

    public static final String MAIN_CLASS = "io.howdah.mount.worker.WorkerMain";

    /**
     * Chosen by measurement. A small heap, since content passes it by. The first compiler only: from start to mounted
     * 0.8 s of processor time in place of 1.5, a cold scan at least as fast, 157 MB resident after it in place of 201.
     * No multi-release jars, because zstd-jni's for Java 22 links thirty native functions anew in each process (60 ms),
     * and its older one does the same work.
     */
    private static final List<String> FLAGS = List.of(
            "-Xms16m",
            "-Xmx96m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=32m",
            "-XX:MaxMetaspaceSize=64m",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-Djdk.util.jar.enableMultiRelease=false",
            "--enable-native-access=ALL-UNNAMED");

    /** Beside the application: what the JVM learned from a worker when it was built, see {@link WorkerTraining}. */
    private static final String CACHE = "worker.aot";

    /**
     * As this JVM runs: from the extracted layout of the application, or from directories and jars.
     *
     * @param moreFlags after the built-in ones, and so stronger
     */
    public static WorkerCommand ofThisJvm(List<String> moreFlags) {
        String classPath = absolute(System.getProperty("java.class.path"));
        List<String> flags = new ArrayList<>(FLAGS);
        Path cache = Path.of(classPath.split(File.pathSeparator)[0]).resolveSibling(CACHE);
        if (Files.isReadable(cache)) {
            // One that does not fit the JVM or the class path is ignored by the JVM.
            flags.add("-XX:AOTCache=" + cache);
        }
        flags.addAll(moreFlags);
        return new WorkerCommand(Path.of(System.getProperty("java.home"), "bin", "java"), flags, classPath, MAIN_CLASS);
    }

    /** The worker runs in another directory than we do. */
    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** One line for each record, as our own look: time, level, what it is about, message, stack. */
    String logFormat(MountPlace place) {
        @Nullable String session = MDC.get(LogContext.SESSION);
        return "%1$tFT%1$tT.%1$tL%1$tz %4$s [" + (session == null ? "" : "session=" + session + ", ") + "mount="
                + place.id() + "] %5$s%6$s%n";
    }

    List<String> arguments(MountPlace place) {
        return arguments(
                List.of(
                        "-Djava.io.tmpdir=" + place.temporary(),
                        "-Djava.util.logging.SimpleFormatter.format=" + logFormat(place)),
                place.specification().toString());
    }

    /** Of one that learns later what to mount, and then has its log lines say so. */
    List<String> arguments(SparePlace place) {
        return arguments(
                List.of("-Djava.io.tmpdir=" + place.temporary()),
                place.argument().toString(),
                SpareOrder.WAITING);
    }

    private List<String> arguments(List<String> properties, String... mainArguments) {
        List<String> arguments = new ArrayList<>();
        arguments.add(java.toString());
        arguments.addAll(jvmFlags);
        arguments.addAll(properties);
        arguments.add("-cp");
        arguments.add(classPath);
        arguments.add(mainClass);
        arguments.addAll(List.of(mainArguments));
        return arguments;
    }
}
