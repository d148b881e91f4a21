package io.howdah.repository.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.repository.RepositoryException;
import io.howdah.repository.SampleBackup;
import io.howdah.repository.pack.Compression;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class BackupControlTest {

    private static final BackupControl CONTROL = new BackupControl(
            "20261121t013000-k3v9qa",
            "demo",
            BackupType.INCREMENTAL,
            "20261120t013000-aaaaaa",
            List.of("20261120t013000-aaaaaa", "20261119t013000-aaaaaa"),
            "two\nlines = \\n",
            "0/2000028",
            "0/2000100",
            1,
            SampleBackup.TIME,
            SampleBackup.TIME.plusSeconds(60),
            Compression.DEFAULT,
            1_000_000_000_000L,
            300_000_000_000L,
            2,
            2000,
            12345,
            0xCAFEBABE,
            SampleBackup.SOURCE);

    @Test
    void readsBackWhatItWrote() {
        assertThat(BackupControl.parse(CONTROL.toText())).isEqualTo(CONTROL);
        assertThat(SourceInfo.parse(SampleBackup.SOURCE.toText())).isEqualTo(SampleBackup.SOURCE);
    }

    @Test
    void isReadableForPeople() {
        assertThat(CONTROL.toText())
                .startsWith("# howdah backup\nformat = 1\n")
                .contains("\nid = 20261121t013000-k3v9qa\n")
                .contains("\nlabel = two\\nlines = \\\\n\n")
                .contains("\ncompression.algorithm = ZSTD\n")
                .contains("\nmanifest.crc32c = cafebabe\n")
                .contains("\nsetting.config_file = postgresql.conf\n")
                .containsPattern("checksum = [0-9a-f]{8}\n$");
    }

    @Test
    void passesOverWhatItDoesNotKnow() {
        String text = CONTROL.toText().replace("timeline = 1\n", "timeline = 1\n\n# new\nnew-key = value\n");
        assertThat(BackupControl.parse(withChecksum(text))).isEqualTo(CONTROL);
    }

    @Test
    void refusesNewerFormatsAndMissingKeys() {
        assertCorrupt(withChecksum(CONTROL.toText().replace("format = 1", "format = 2")), "newer");
        assertCorrupt(withChecksum(CONTROL.toText().replace("timeline = 1\n", "")), "timeline is missing");
        assertCorrupt(withChecksum(CONTROL.toText().replace("timeline = 1", "timeline = x")), "not a number");
        assertCorrupt(withChecksum(CONTROL.toText().replace("type = INCR", "type = DECR")), "DECREMENTAL");
        assertCorrupt("", "checksum");
        assertCorrupt(CONTROL.toText().replace("timeline = 1", "timeline = 2"), "checksum");
        assertCorrupt(CONTROL.toText().stripTrailing(), "checksum");
    }

    private static void assertCorrupt(String text, String message) {
        assertThatThrownBy(() -> BackupControl.parse(text))
                .isInstanceOfSatisfying(
                        RepositoryException.class,
                        e -> assertThat(e.code()).isEqualTo(RepositoryException.Code.CONTROL_CORRUPT))
                .hasMessageContaining(message);
    }

    private static String withChecksum(String text) {
        String lines = text.substring(0, text.lastIndexOf("checksum = "));
        CRC32C crc = new CRC32C();
        crc.update(lines.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return lines + "checksum = " + HexFormat.of().toHexDigits((int) crc.getValue()) + "\n";
    }
}
