package io.howdah.mover.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacesTest {

    @TempDir
    private Path ground;

    @Test
    void putsBackWhatItSetAside() throws IOException {
        Path data = occupied("data");
        Places places = new Places("r1", List.of(Place.occupied(data)));
        places.prepare();
        assertThat(data).doesNotExist();
        fill(data, "copied");
        places.prepare();

        places.undo();
        places.undo();

        assertThat(data.resolve("precious")).exists();
        assertThat(data.resolve("copied")).doesNotExist();
        assertThat(ground.resolve("data.before-r1")).doesNotExist();
    }

    @Test
    void touchesNothingThatWasNotSetAsideYet() throws IOException {
        Path data = occupied("data");

        new Places("r1", List.of(Place.occupied(data))).undo();

        assertThat(data.resolve("precious")).exists();
    }

    @Test
    void removesWhatItSetAsideWhenTheCopyIsKept() throws IOException {
        Path data = occupied("data");
        Places places = new Places("r1", List.of(Place.occupied(data)));
        places.prepare();
        fill(data, "copied");

        places.settle();

        assertThat(data.resolve("copied")).exists();
        assertThat(ground.resolve("data.before-r1")).doesNotExist();
    }

    @Test
    void leavesDirectoriesThatWereThereEmptyAndFollowsNoLink() throws IOException {
        Path elsewhere = occupied("elsewhere");
        Path empty = Files.createDirectory(ground.resolve("empty"));
        Path absent = ground.resolve("absent");
        Places places = new Places("r1", List.of(Place.empty(empty), Place.absent(absent)));
        places.prepare();
        fill(empty, "copied");
        fill(absent, "copied");
        Files.createSymbolicLink(absent.resolve("link"), elsewhere);

        places.undo();

        assertThat(empty).isEmptyDirectory();
        assertThat(absent).doesNotExist();
        assertThat(elsewhere.resolve("precious")).exists();
    }

    private Path occupied(String name) throws IOException {
        Path directory = ground.resolve(name);
        fill(directory, "precious");
        return directory;
    }

    private static void fill(Path directory, String file) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(file), "content");
    }
}
