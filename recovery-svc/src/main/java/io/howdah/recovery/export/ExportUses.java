package io.howdah.recovery.export;

import io.howdah.openapi.howdah.model.ExportState;
import io.howdah.recovery.host.HostUse;
import io.howdah.recovery.publication.PublicationUse;
import java.util.List;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What exports hold: their hosts until nothing is left to be done there, their publication until it is dumped. */
@Configuration(proxyBeanMethods = false)
class ExportUses {

    private static final Set<ExportState> AT_WORK = Set.of(ExportState.RUNNING, ExportState.FAILED);

    @Bean
    HostUse hostsOfExports(ExportRepository rows) {
        return host -> named(rows.onHost(host, AT_WORK));
    }

    @Bean
    PublicationUse publicationsOfExports(ExportRepository rows) {
        return publication -> named(rows.findByUsedPublication(publication));
    }

    private static List<String> named(List<ExportRow> rows) {
        return rows.stream().map(row -> "export " + row.getId()).toList();
    }
}
