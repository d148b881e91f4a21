package io.howdah.mover.instance;

import org.springframework.data.jpa.repository.JpaRepository;

interface InstanceRows extends JpaRepository<InstanceRow, String> {}
