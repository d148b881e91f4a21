package io.howdah.mover.instance;

import io.howdah.mover.catalog.RepositoryProblems;
import io.howdah.mover.host.OsUser;
import io.howdah.mover.host.PostgresInstallation;
import io.howdah.mover.state.ProblemModels;
import io.howdah.openapi.mover.model.InstanceCheck;
import io.howdah.openapi.mover.model.InstanceCheckResult;
import io.howdah.openapi.mover.model.Problem;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.repository.Repository;
import io.howdah.repository.RepositoryException;
import io.howdah.repository.backup.BackupControl;
import io.howdah.repository.backup.SourceInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Says all at once what would keep a backup from running here as an instance. Changes nothing. */
@Component
class BackupChecks {

    private final OsUser user;
    private final InstanceChecks checks;
    private final Repository repository;
    private final Ports ports;
    private final Path socketRoot;
    private final Locales locales = Locales.ofHost();

    BackupChecks(
            OsUser user, InstanceChecks checks, Repository repository, Ports ports, InstanceProperties properties) {
        this.user = user;
        this.checks = checks;
        this.repository = repository;
        this.ports = ports;
        this.socketRoot = properties.socketRoot();
    }

    InstanceCheckResult check(InstanceCheck request) {
        List<Problem> problems = new ArrayList<>();
        InstanceCheckResult result = new InstanceCheckResult(user.name(), problems);
        collect(problems, () -> checks.requireUser(request.getOsUser()));
        collect(
                problems,
                () -> InstanceDirectory.of(socketRoot, request.getBackupId()).requireShortPath());
        Integer port = request.getPort();
        if (port != null) {
            collect(problems, () -> ports.requireFree(port));
        }
        collect(problems, () -> {
            SourceInfo source = backup(request).source();
            PostgresInstallation installation = checks.requireMajor(source.major());
            result.binDirectory(installation.binDirectory().toString());
            problems.addAll(PreloadLibraries.missing(source.settings(), installation));
            collect(problems, () -> requireLocale(source, installation));
        });
        return result;
    }

    private BackupControl backup(InstanceCheck request) {
        try {
            return repository.backup(request.getCluster(), request.getBackupId());
        } catch (RepositoryException e) {
            throw RepositoryProblems.of(e);
        }
    }

    /** Databases that sort by a locale which this host lacks could not be connected to. */
    private void requireLocale(SourceInfo source, PostgresInstallation installation) {
        List<String> providers =
                List.of(source.locale().getOrDefault("providers", "libc").split(","));
        if (providers.contains("icu") && !installation.hasIcu()) {
            throw ProblemException.unprocessable(
                    "LOCALE_PROVIDER_MISSING",
                    "the backup sorts by ICU, and PostgreSQL in " + installation.binDirectory() + " was built without",
                    "install a PostgreSQL " + installation.major() + " that was built with ICU");
        }
        for (String category : List.of("collate", "ctype")) {
            String locale = source.locale().getOrDefault(category, "C");
            if (!locales.has(locale)) {
                throw ProblemException.unprocessable(
                        "LOCALE_MISSING",
                        "the backup's " + category + " is " + locale + ", a locale that this host does not have",
                        "generate it, on Debian with: localedef -i " + locale.replaceAll("\\..*", "") + " -f UTF-8 "
                                + locale);
            }
        }
    }

    private static void collect(List<Problem> problems, Runnable check) {
        try {
            check.run();
        } catch (ProblemException e) {
            problems.add(ProblemModels.of(e));
        }
    }
}
