package cloud.vibe.standalone.bench.documents;

import cloud.vibe.standalone.bench.floor.Recipe;
import cloud.vibe.standalone.bench.floor.Replay;
import cloud.vibe.standalone.bench.http.KeepAlive;
import cloud.vibe.standalone.bench.measure.Client;
import cloud.vibe.standalone.bench.population.Site;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The connections of all who ask at the same time; as many to the API as to PostgreSQL. */
final class Clients implements AutoCloseable {
    /** Below the API's own pool, so that it never waits for a connection that the floor has. */
    static final int COUNT = 8;

    private final Site site;
    private final List<KeepAlive> connections = new ArrayList<>();
    private final List<Replay> replays = new ArrayList<>();

    Clients(Site site) {
        this.site = site;
    }

    List<Client> ofApi(Operation operation) throws Exception {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            clients.add(operation.ofApi(connection(), i, COUNT));
        }
        return clients;
    }

    List<Client> ofApi(List<UUID> ids, BoundGets.Bound bound) throws IOException {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            clients.add(new BoundGets(connection(), site.apiUrl(), ids, bound));
        }
        return clients;
    }

    List<Client> ofFloor(Operation operation, Recipe recipe, String database, int count) throws Exception {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Replay replay = new Replay(site.api(database), recipe);
            replays.add(replay);
            clients.add(operation.ofFloor(replay, i, count));
        }
        return clients;
    }

    KeepAlive connection() throws IOException {
        KeepAlive connection = new KeepAlive(site.apiPort());
        connections.add(connection);
        return connection;
    }

    @Override
    public void close() throws IOException, SQLException {
        for (KeepAlive connection : connections) {
            connection.close();
        }
        for (Replay replay : replays) {
            replay.close();
        }
    }
}
