package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** docs/api-tour.md does what it says, and leaves nothing out. */
class ApiTourSystemTest {

    private static final Path DOCUMENT = Path.of("../docs/api-tour.md");
    private static final Path CONTRACT = Path.of("../openapi/howdah.yaml");
    private static final String MARK = "\u241e";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    @Test
    void everyCallOfTheContractIsShown() throws IOException {
        Map<String, Map<String, Map<String, Object>>> contract =
                new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(CONTRACT));
        var paths = contract.get("paths");
        Set<String> operations = new TreeSet<>();
        paths.forEach((path, item) -> item.keySet().stream()
                .filter(METHODS::contains)
                .map(method -> method.toUpperCase(Locale.ROOT) + " " + path)
                .forEach(operations::add));

        assertThat(Tour.of(DOCUMENT).calls(paths.keySet())).isEqualTo(operations);
    }

    @Test
    void everyCommandGivesItsAnswer() throws IOException {
        Tour tour = Tour.of(DOCUMENT);
        try (SourceCluster source = SourceCluster.create();
                Suite suite = Suite.start()) {
            Command walk = Command.attempt(
                    Map.of(
                            "HOWDAH_HOME", suite.home().toString(),
                            "HOWDAH_PORT", Integer.toString(suite.port()),
                            "PGDATA", source.data().toString(),
                            "PGPORT", Integer.toString(source.port()),
                            "PGHOST", source.socketDirectory().toString()),
                    List.of("bash", "-eu", "-o", "pipefail", "-c", tour.script(MARK)));

            List<String> outputs = List.of(walk.output().split(MARK + "\n", -1));
            for (int i = 1; i < outputs.size(); i++) {
                Tour.Stop stop = tour.stops().get(i - 1);
                boolean last = i == outputs.size() - 1;
                assertThat(last ? walk.exitCode() : 0)
                        .as("%s%n%s%n%s", stop.heading(), stop.commands(), outputs.get(i))
                        .isZero();
                if (stop.answer() != null) {
                    stop.answer().check(outputs.get(i));
                }
            }
            assertThat(outputs).hasSize(tour.stops().size() + 1);
        }
    }
}
