package io.howdah.openapi.problem;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Import;

/** Gives every service on the class path the same answers to errors. */
@AutoConfiguration
@Import(ProblemHandler.class)
public class ProblemAutoConfiguration {}
