/** What all services have in common about the database that holds their state. */
@NullMarked
package io.howdah.openapi.state;

import org.jspecify.annotations.NullMarked;
