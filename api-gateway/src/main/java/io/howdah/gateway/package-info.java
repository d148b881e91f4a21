/** The front door: bearer token, contract, Swagger UI, routes. */
@NullMarked
package io.howdah.gateway;

import org.jspecify.annotations.NullMarked;
