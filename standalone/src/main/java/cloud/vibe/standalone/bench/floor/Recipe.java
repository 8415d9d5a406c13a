package cloud.vibe.standalone.bench.floor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one request makes the API send, in order, so that it can be sent again without the API.
 *
 * @param transactions each with its round trips
 * @param documents how many came back, when it was learnt
 */
public record Recipe(List<Transaction> transactions, int documents) {
    private static final String SETTINGS = "SELECT set_config(";

    public Recipe {
        transactions = List.copyOf(transactions);
    }

    /** Statements that travel together, as one text with semicolons between, as the API's driver sends them. */
    record Trip(List<Statement> statements) {
        Trip {
            statements = List.copyOf(statements);
        }

        String sql() {
            return statements.stream().map(Statement::sql).collect(Collectors.joining(";\n"));
        }

        List<Value> values() {
            return statements.stream()
                    .flatMap(statement -> statement.values().stream())
                    .toList();
        }
    }

    /** A statement of it, with what its question marks are filled with. */
    record Statement(String sql, List<Value> values) {
        Statement {
            values = List.copyOf(values);
        }
    }

    /** Round trips that count together; an explicit one begins with the first and ends with a round trip of its own. */
    record Transaction(boolean isExplicit, List<Trip> trips) {
        Transaction {
            trips = List.copyOf(trips);
        }
    }

    /** How often the API waits for PostgreSQL in one request. */
    public int roundTrips() {
        return transactions.stream()
                .mapToInt(transaction -> transaction.trips().size() + (transaction.isExplicit() ? 1 : 0))
                .sum();
    }

    /**
     * Puts together what was logged for one request.
     *
     * @param about what the request was about: their values are put in anew each time
     */
    static Recipe of(List<Sent> sent, About about) {
        List<Transaction> transactions = new ArrayList<>();
        List<Sent> current = new ArrayList<>();
        for (Sent one : sent) {
            if (!current.isEmpty() && !isSameTransaction(current.getFirst(), one)) {
                transactions.add(transaction(current, about));
                current.clear();
            }
            current.add(one);
        }
        if (!current.isEmpty()) {
            transactions.add(transaction(current, about));
        }
        return new Recipe(transactions, about.documents());
    }

    private static boolean isSameTransaction(Sent one, Sent other) {
        return one.session().equals(other.session()) && one.transaction().equals(other.transaction());
    }

    private static Transaction transaction(List<Sent> sent, About about) {
        boolean isExplicit = sent.getFirst().sql().equals("BEGIN");
        if (!isExplicit) {
            return new Transaction(false, List.of(trip(sent, about)));
        }
        List<Trip> trips = new ArrayList<>();
        List<Sent> current = new ArrayList<>();
        for (Sent one : sent) {
            if (Stream.of("BEGIN", "COMMIT", "ROLLBACK").anyMatch(one.sql()::equals)) {
                continue;
            }
            // Each statement of a caller brings the caller with it, in the same round trip.
            if (one.sql().startsWith(SETTINGS) && !current.isEmpty()) {
                trips.add(trip(current, about));
                current.clear();
            }
            current.add(one);
        }
        if (!current.isEmpty()) {
            trips.add(trip(current, about));
        }
        return new Transaction(true, trips);
    }

    private static Trip trip(List<Sent> sent, About about) {
        return new Trip(sent.stream().map(one -> statement(one, about)).toList());
    }

    private static Statement statement(Sent one, About about) {
        JdbcText text = JdbcText.of(one.sql());
        return new Statement(
                text.sql(),
                text.numbers().stream()
                        .map(number -> Value.of(one.parameters().get(number - 1), about))
                        .toList());
    }
}
