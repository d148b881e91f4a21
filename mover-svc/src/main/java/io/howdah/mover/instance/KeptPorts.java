package io.howdah.mover.instance;

import org.springframework.data.jpa.repository.JpaRepository;

interface KeptPorts extends JpaRepository<KeptPort, String> {}
