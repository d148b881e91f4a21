/** Publications: backups that run as instances, and the sessions that publish and unpublish them. */
@NullMarked
package io.howdah.recovery.publication;

import org.jspecify.annotations.NullMarked;
