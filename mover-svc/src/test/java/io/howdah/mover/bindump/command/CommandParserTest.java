package io.howdah.mover.bindump.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.howdah.mover.bindump.command.Command.CopyFiles;
import io.howdah.mover.bindump.command.Command.IncrementalMode;
import io.howdah.mover.bindump.command.Command.PartialTransfer;
import io.howdah.mover.bindump.command.Command.StartBackup;
import io.howdah.mover.bindump.command.Command.StopBackup;
import io.howdah.mover.bindump.command.Command.Transfer;
import io.howdah.mover.bindump.command.Command.TransferMode;
import io.howdah.mover.bindump.command.Command.WorkerInfo;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.repository.pack.Algorithm;
import io.howdah.repository.pack.Compression;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandParserTest {

    private static final Transfer DEFAULT = new Transfer(TransferMode.PACKED, 131_072);
    private static final PartialTransfer ABSENT = new PartialTransfer(null, null);

    @ParameterizedTest
    @ValueSource(strings = {"just-noop", "JUST-NOOP", " Just-Noop ; ", "just-noop;;\n"})
    void parsesNoop(String text) throws PgError {
        assertThat(CommandParser.parse(text)).isEqualTo(new Command.JustNoop());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ";", "\n;\t"})
    void parsesNothing(String text) throws PgError {
        assertThat(CommandParser.parse(text)).isEqualTo(new Command.Empty());
    }

    @Test
    void hasDefaults() throws PgError {
        assertThat(CommandParser.parse("start_backup"))
                .isEqualTo(new StartBackup("bindump", IncrementalMode.FULL, null, DEFAULT));
        assertThat(CommandParser.parse("copy_files"))
                .isEqualTo(new CopyFiles(
                        true, new Compression(Algorithm.ZSTD, 1), ABSENT, IncrementalMode.FULL, null, null));
        assertThat(CommandParser.parse("stop_backup"))
                .isEqualTo(new StopBackup(true, new Compression(Algorithm.ZSTD, 1), ABSENT, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start_backup LABEL 'it''s one', INCR_MODE delta, START_LSN 0/1ab, TRANSFER_MODE raw, TRANSFER_BUFFER_SIZE 8192",
                "START_BACKUP transfer_buffer_size '8192' transfer_mode RAW start_lsn '0/1AB' incr_mode 'Delta' label 'it''s one'",
                "start_backup\n\tLabel 'it''s one' ,incr_mode DELTA,transfer_mode raw start_lsn 0/1AB,transfer_buffer_size 8192;"
            })
    void takesOptionsInAnyOrderAndCase(String text) throws PgError {
        assertThat(CommandParser.parse(text))
                .isEqualTo(new StartBackup(
                        "it's one", IncrementalMode.DELTA, "0/1AB", new Transfer(TransferMode.RAW, 8192)));
    }

    @Test
    void parsesCopyFilesAsTheReferenceWritesIt() throws PgError {
        assertThat(CommandParser.parse("copy_files VERIFY_CHECKSUMS FALSE, COMPRESS_ALG lz4, COMPRESS_LVL 5,"
                        + " TRANSFER_MODE raw, TRANSFER_BUFFER_SIZE 16777216, WORKER_INFO 4:2"))
                .isEqualTo(new CopyFiles(
                        false,
                        new Compression(Algorithm.LZ4, 5),
                        new PartialTransfer(TransferMode.RAW, 16_777_216),
                        IncrementalMode.FULL,
                        null,
                        new WorkerInfo(4, 2)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "copy_files VERIFY_CHECKSUMS                      | true",
                "copy_files VERIFY_CHECKSUMS, COMPRESS_ALG none   | true",
                "copy_files VERIFY_CHECKSUMS COMPRESS_ALG none    | true",
                "copy_files VERIFY_CHECKSUMS 'false' COMPRESS_LVL 2| false",
                "copy_files verify_checksums true                 | true"
            })
    void takesABooleanWithOrWithoutItsValue(String text, boolean verify) throws PgError {
        assertThat(((CopyFiles) CommandParser.parse(text)).verifyChecksums()).isEqualTo(verify);
    }

    @Test
    void takesExternalsAsAListOrAuto() throws PgError {
        assertThat(externals("AUTO")).isNull();
        assertThat(externals("/etc/a.conf")).isEqualTo(List.of("/etc/a.conf"));
        assertThat(externals("/etc/a.conf,/etc/b.conf, /etc/c.conf, STREAM FALSE"))
                .isEqualTo(List.of("/etc/a.conf", "/etc/b.conf", "/etc/c.conf"));
        assertThat(externals("'/etc/a b.conf, /etc/c.conf' STREAM")).isEqualTo(List.of("/etc/a b.conf", "/etc/c.conf"));
        assertThat(externals("''")).isEqualTo(List.of());
    }

    private static List<String> externals(String list) throws PgError {
        return ((StopBackup) CommandParser.parse("stop_backup EXTERNALS " + list)).externals();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "just-nop                                          | 1  | Perhaps you meant just-noop.",
                "  start_bakcup LABEL x                            | 1  | Perhaps you meant start_backup.",
                "drop everything                                   | 1  | Known here: just-noop",
                "just-noop now                                     | 11 | no options",
                "start_backup LABLE x                              | 14 | Perhaps you meant LABEL.",
                "start_backup STREAM TRUE                          | 14 | Known here: LABEL",
                "start_backup LABEL a, LABEL b                     | 23 | Give it once.",
                "start_backup LABEL                                | 19 | -",
                "start_backup LABEL ,                              | 20 | -",
                "start_backup LABEL a,                             | 22 | -",
                "start_backup , LABEL a                            | 14 | -",
                "start_backup LABEL 'a                             | 20 | Close it",
                "start_backup TRANSFER_MODE packet                 | 28 | TRANSFER_MODE takes one of PACKED, RAW.",
                "start_backup TRANSFER_BUFFER_SIZE 0               | 35 | multiple of 8192",
                "start_backup TRANSFER_BUFFER_SIZE 8193            | 35 | multiple of 8192",
                "start_backup TRANSFER_BUFFER_SIZE 16785408        | 35 | multiple of 8192",
                "start_backup TRANSFER_BUFFER_SIZE 99999999999999  | 35 | multiple of 8192",
                "start_backup TRANSFER_BUFFER_SIZE -8192           | 35 | multiple of 8192",
                "start_backup INCR_MODE DELTA                      | 24 | Give the start LSN",
                "start_backup START_LSN 0/1                        | 24 | Leave it out",
                "start_backup INCR_MODE page START_LSN 0/1         | 24 | FULL, DELTA, PTRACK, WAL_SUMMARY",
                "start_backup INCR_MODE delta START_LSN 01         | 40 | an LSN such as",
                "copy_files COMPRESS_LVL 0                         | 25 | a level from 1 to 5",
                "copy_files COMPRESS_LVL 6                         | 25 | a level from 1 to 5",
                "copy_files COMPRESS_ALG brotli                    | 25 | ZSTD",
                "copy_files VERIFY_CHECKSUMS yes                   | 29 | TRUE or FALSE",
                "copy_files WORKER_INFO 2                          | 24 | number_of_workers:worker_id",
                "copy_files WORKER_INFO 2:3                        | 24 | number_of_workers:worker_id",
                "copy_files WORKER_INFO 0:0                        | 24 | number_of_workers:worker_id",
                "copy_files WORKER_INFO 65:1                       | 24 | number_of_workers:worker_id",
                "copy_files LABEL x                                | 12 | Known here:",
                "stop_backup EXTERNALS etc/passwd                  | 23 | absolute paths",
                "stop_backup EXTERNALS /etc/../root/x              | 23 | absolute paths",
                "stop_backup EXTERNALS '/a,b'                      | 23 | absolute paths",
                "start_backup LABEL '🐘' LABLE x                    | 24 | Perhaps you meant LABEL."
            })
    void pointsAtWhatIsWrong(String text, int position, String hint) {
        // the table cannot hold leading white space, so positions count from the first word
        PgError error = catchThrowableOfType(PgError.class, () -> CommandParser.parse(text));
        assertThat(error).isNotNull();
        assertThat(error.sqlState()).isEqualTo("42601");
        assertThat(error.position()).isEqualTo(position);
        if (!hint.equals("-")) {
            assertThat(error.hint()).contains(hint);
        }
    }

    @Test
    void aCommandIsNeverQuoted() {
        PgError error = catchThrowableOfType(PgError.class, () -> CommandParser.parse("  'just-noop'"));
        assertThat(error.sqlState()).isEqualTo("42601");
        assertThat(error.position()).isEqualTo(3);
    }

    @Test
    void refusesControlCharactersInALabel() {
        PgError error = catchThrowableOfType(
                PgError.class, () -> CommandParser.parse("start_backup LABEL 'a\nSTART WAL LOCATION: 0/0'"));
        assertThat(error.sqlState()).isEqualTo("42601");
    }

    @Test
    void understandsWhatDriversSend() throws PgError {
        assertThat(CommandParser.parse("SET extra_float_digits = 3"))
                .isEqualTo(new Command.SetParameter("extra_float_digits", "3"));
        assertThat(CommandParser.parse("SET application_name = 'it''s me'"))
                .isEqualTo(new Command.SetParameter("application_name", "it's me"));
        assertThat(CommandParser.parse("set session DateStyle to ISO;"))
                .isEqualTo(new Command.SetParameter("datestyle", "ISO"));
        assertThat(CommandParser.parse("SHOW TRANSACTION ISOLATION LEVEL"))
                .isEqualTo(new Command.Show("transaction_isolation"));
        assertThat(CommandParser.parse("BEGIN READ ONLY")).isEqualTo(new Command.Transaction("BEGIN", true));
        assertThat(CommandParser.parse("IDENTIFY_SYSTEM")).isEqualTo(new Command.IdentifySystem());
    }
}
