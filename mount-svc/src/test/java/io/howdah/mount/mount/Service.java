package io.howdah.mount.mount;

import io.howdah.mount.MountApplication;
import io.howdah.mount.workerprocess.FakeWorker;
import io.howdah.mount.workerprocess.WorkerCommand;
import io.howdah.openapi.mount.model.MountSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * The service, started on directories of its own with workers that only pretend; started again, it finds what was
 * there.
 */
final class Service implements AutoCloseable {

    private final ServletWebServerApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path home;

    private Service(Path home, ServletWebServerApplicationContext context) {
        this.home = home;
        this.context = context;
    }

    static Service start(Path home, String... properties) throws IOException {
        return start(home, Pretending.class, with("--howdah.mount.worker.spares=0", properties));
    }

    private static String[] with(String property, String... others) {
        return Stream.concat(Stream.of(property), Stream.of(others)).toArray(String[]::new);
    }

    static Service startReal(Path home, String... properties) throws IOException {
        return start(home, Real.class, properties);
    }

    private static Service start(Path home, Class<?> workers, String... properties) throws IOException {
        Files.createDirectories(home.resolve("repository"));
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.datasource.url=jdbc:h2:fsync:" + home.resolve("state/db"),
                "--howdah.secret-file=" + home.resolve("secret"),
                "--howdah.mount.repository=" + home.resolve("repository"),
                "--howdah.mount.mount-root=" + home.resolve("mounts"),
                "--howdah.mount.write-cache-root=" + home.resolve("caches"),
                "--howdah.mount.run-directory=" + home.resolve("run"),
                "--howdah.mount.worker.watch-interval=100ms"));
        arguments.addAll(List.of(properties));
        var context =
                new SpringApplicationBuilder(MountApplication.class, workers).run(arguments.toArray(String[]::new));
        return new Service(home, (ServletWebServerApplicationContext) context);
    }

    MountService mounts() {
        return context.getBean(MountService.class);
    }

    MountRows rows() {
        return context.getBean(MountRows.class);
    }

    static MountSpec spec(String backup) {
        return new MountSpec("shop", backup, System.getProperty("user.name"));
    }

    HttpResponse<String> request(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + context.getWebServer().getPort() + path))
                .header(
                        "Authorization",
                        "Bearer " + Files.readString(home.resolve("secret")).strip())
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    @Override
    public void close() {
        http.close();
        context.close();
    }

    /** Not annotated as a configuration, which every service in these tests would find. */
    static class Pretending {

        @Bean
        @Primary
        WorkerCommand fakeWorkers() {
            WorkerCommand real = WorkerCommand.ofThisJvm(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto"));
            return new WorkerCommand(real.java(), real.jvmFlags(), real.classPath(), FakeWorker.class.getName());
        }
    }

    static class Real {}
}
