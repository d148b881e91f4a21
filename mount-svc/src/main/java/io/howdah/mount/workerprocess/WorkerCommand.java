package io.howdah.mount.workerprocess;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

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

    /** As this JVM runs: from the extracted layout of the application, or from directories and jars. */
    public static WorkerCommand ofThisJvm(List<String> jvmFlags) {
        return new WorkerCommand(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                jvmFlags,
                absolute(System.getProperty("java.class.path")),
                MAIN_CLASS);
    }

    /** The worker runs in another directory than we do. */
    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    List<String> arguments(MountPlace place) {
        List<String> arguments = new ArrayList<>();
        arguments.add(java.toString());
        arguments.addAll(jvmFlags);
        arguments.add("--enable-native-access=ALL-UNNAMED");
        arguments.add("-Djava.io.tmpdir=" + place.temporary());
        arguments.add("-cp");
        arguments.add(classPath);
        arguments.add(mainClass);
        arguments.add(place.specification().toString());
        return arguments;
    }
}
