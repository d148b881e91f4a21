/** The contract and Swagger UI, as the gateway serves them. */
@NullMarked
package io.howdah.gateway.contract;

import org.jspecify.annotations.NullMarked;
