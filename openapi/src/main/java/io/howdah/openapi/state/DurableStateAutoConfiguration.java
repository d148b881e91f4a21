package io.howdah.openapi.state;

import org.h2.store.fs.FilePath;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Lets {@code jdbc:h2:fsync:<path>} name a database whose commits survive a power cut, see {@link FsyncFilePath}. */
@AutoConfiguration
@ConditionalOnClass(FilePath.class)
public class DurableStateAutoConfiguration {

    /** Before any bean is made, and so before the database is opened. */
    @Bean
    static BeanFactoryPostProcessor fsyncFilePath() {
        return _ -> FilePath.register(new FsyncFilePath());
    }
}
