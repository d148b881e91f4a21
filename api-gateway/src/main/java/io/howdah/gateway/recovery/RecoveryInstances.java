package io.howdah.gateway.recovery;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** All recovery-svc that share the work. */
final class RecoveryInstances {

    private final List<RecoveryInstance> all;
    private final AtomicInteger turn = new AtomicInteger();

    RecoveryInstances(List<URI> urls) {
        this.all = urls.stream().map(RecoveryInstance::new).toList();
    }

    List<RecoveryInstance> all() {
        return all;
    }

    /**
     * Each of them once, in the order in which a request tries them: another one first each time, those that are down
     * last.
     */
    List<RecoveryInstance> inTurn() {
        int first = Math.floorMod(turn.getAndIncrement(), all.size());
        List<RecoveryInstance> order = new ArrayList<>(all.size());
        List<RecoveryInstance> down = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            RecoveryInstance one = all.get((first + i) % all.size());
            (one.isUp() ? order : down).add(one);
        }
        order.addAll(down);
        return order;
    }
}
