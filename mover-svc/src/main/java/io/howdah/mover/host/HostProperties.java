package io.howdah.mover.host;

import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where to look on this host.
 *
 * @param binDirectories directories with PostgreSQL's server programs, preferred to the usual places; default none
 */
@ConfigurationProperties("howdah.mover.host")
record HostProperties(@DefaultValue List<Path> binDirectories) {}
