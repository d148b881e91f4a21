package io.howdah.recovery.page;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;

/**
 * One page of a list.
 *
 * @param nextCursor continues the list; null when this is its end
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    /** The items in another form. */
    public <R> Page<R> map(Function<? super T, ? extends R> mapping) {
        return new Page<>(items.stream().<R>map(mapping).toList(), nextCursor);
    }

    /** Asks for a page of a list that is ordered by a unique key. */
    public record Request(
            String list,
            String keyProperty,
            Sort.Direction direction,
            int limit,
            @Nullable String cursor) {

        /** Reads the page; {@code key} gives the value of the key property. */
        public <E> Page<E> of(JpaSpecificationExecutor<E> rows, Specification<E> filter, Function<E, String> key) {
            String after = Cursor.decode(list, cursor);
            Specification<E> where = after == null ? filter : filter.and(beyond(after));
            List<E> found = rows.findBy(
                    where,
                    query -> query.sortBy(Sort.by(direction, keyProperty))
                            .limit(limit + 1)
                            .all());
            if (found.size() <= limit) {
                return new Page<>(found, null);
            }
            List<E> items = new ArrayList<>(found.subList(0, limit));
            return new Page<>(items, Cursor.encode(list, key.apply(items.getLast())));
        }

        private <E> Specification<E> beyond(String after) {
            return (root, query, builder) -> direction == Sort.Direction.ASC
                    ? builder.greaterThan(root.get(keyProperty), after)
                    : builder.lessThan(root.get(keyProperty), after);
        }
    }

    /** Keeps rows whose property is that time or later; every row when the time is null. */
    public static <E> Specification<E> notBefore(String property, @Nullable Instant time) {
        return time == null
                ? Specification.unrestricted()
                : (root, query, builder) -> builder.greaterThanOrEqualTo(root.get(property), time);
    }

    /** Keeps rows whose property is earlier than that time; every row when the time is null. */
    public static <E> Specification<E> before(String property, @Nullable Instant time) {
        return time == null
                ? Specification.unrestricted()
                : (root, query, builder) -> builder.lessThan(root.get(property), time);
    }

    /** Keeps rows whose property has the value; every row when the value is null. */
    public static <E> Specification<E> matching(String property, @Nullable Object value) {
        return value == null
                ? Specification.unrestricted()
                : (root, query, builder) -> builder.equal(root.get(property), value);
    }
}
