package io.howdah.mover.bindump.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Guesses which keyword was meant. */
final class Keywords {

    private static final int LONGEST = 40;

    private Keywords() {}

    /** A hint: the nearest of the keywords, or all of them when none is near. */
    static String hint(String given, Collection<String> keywords) {
        String word = given.toLowerCase(Locale.ROOT);
        if (word.length() <= LONGEST) {
            var nearest = keywords.stream()
                    .min(Comparator.comparingInt(keyword -> distance(word, keyword.toLowerCase(Locale.ROOT))));
            if (nearest.isPresent()
                    && distance(word, nearest.get().toLowerCase(Locale.ROOT)) <= 1 + word.length() / 4) {
                return "Perhaps you meant " + nearest.get() + ".";
            }
        }
        return "Known here: " + String.join(", ", keywords) + ".";
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
