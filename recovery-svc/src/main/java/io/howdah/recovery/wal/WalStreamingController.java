package io.howdah.recovery.wal;

import io.howdah.openapi.howdah.api.WalStreamingApi;
import io.howdah.openapi.howdah.model.WalStreaming;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class WalStreamingController implements WalStreamingApi {

    private final WalReceivers receivers;
    private final WalUpkeep upkeep;
    private final WalStreamingProbe probe;

    WalStreamingController(WalReceivers receivers, WalUpkeep upkeep, WalStreamingProbe probe) {
        this.receivers = receivers;
        this.upkeep = upkeep;
        this.probe = probe;
    }

    @Override
    public ResponseEntity<WalStreaming> getWalStreaming(String cluster) {
        return ResponseEntity.ok(probe.look(cluster));
    }

    @Override
    public ResponseEntity<WalStreaming> startWalStreaming(String cluster) {
        receivers.want(cluster);
        upkeep.now();
        return ResponseEntity.ok(probe.look(cluster));
    }

    @Override
    public ResponseEntity<WalStreaming> stopWalStreaming(String cluster) {
        receivers.end(cluster);
        upkeep.now();
        return ResponseEntity.ok(probe.look(cluster));
    }
}
