package cloud.vibe.standalone.bench.identity;

import cloud.vibe.standalone.bench.measure.Client;
import cloud.vibe.standalone.bench.measure.Effort;
import cloud.vibe.standalone.bench.report.Report;
import cloud.vibe.standalone.cloud.Cloud;
import cloud.vibe.standalone.cloud.StockIdentity;
import cloud.vibe.standalone.kernel.Endpoints;
import cloud.vibe.standalone.kernel.Home;
import cloud.vibe.standalone.kernel.Installation;
import cloud.vibe.standalone.kernel.Ports;
import cloud.vibe.standalone.kernel.Secrets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What signing in, a silent request and a refresh cost in CPU, Keycloak's and PostgreSQL's together, beside a Keycloak with nothing of ours in
 * it and its own consent screen; and a sign-in again when there are thousands of apps and permissions in the realm.
 *
 * <p>More than half of a sign-in is the password's hash. What a JVM makes of that one loop differs by a fifth from start to start: the same
 * code was 0.88 and 1.31 times stock in two runs. So the two are compared with a password that costs next to nothing, and the hash, as it
 * costs both on average, is added to both.
 */
public final class IdentityTopic {
    private static final int OFFSET = 800;
    private static final int STOCK_OFFSET = 820;
    private static final int WALKERS = 4;

    private final Report report;
    private final Endpoints ours;
    private final Endpoints stocks;
    private final RealmAdmin ourAdmin;
    private final RealmAdmin stockAdmin;
    private final Turns turns;
    private final boolean quick;

    private IdentityTopic(
            Report report,
            Cloud cloud,
            RealmAdmin ourAdmin,
            Endpoints stocks,
            RealmAdmin stockAdmin,
            Turns turns,
            Effort effort) {
        this.report = report;
        this.ours = cloud.endpoints();
        this.ourAdmin = ourAdmin;
        this.stocks = stocks;
        this.stockAdmin = stockAdmin;
        this.turns = turns;
        this.quick = effort.quick();
    }

    public static void measure(Installation installed, Effort effort, Report report) throws Exception {
        // Both compiled as on a server: else they would still be warming up when all is measured.
        Installation installation = installed.forLong();
        Home home = new Home(installation.workshop().resolve("bench-identity"));
        Home stockHome = new Home(installation.workshop().resolve("bench-identity-stock"));
        Ports stockPorts = new Ports(STOCK_OFFSET);
        Endpoints stocks = new Endpoints(stockPorts);
        Cloud cloud = new Cloud(installation, home, new Ports(OFFSET), System.out);
        StockIdentity stock = new StockIdentity(installation, stockHome, stockPorts, System.out);
        try (cloud;
                stock) {
            Runtime.getRuntime().addShutdownHook(new Thread(cloud::close, "stop"));
            Runtime.getRuntime().addShutdownHook(new Thread(stock::close, "stop-stock"));
            cloud.start(true);
            stock.start();
            RealmAdmin stockAdmin = new RealmAdmin(stocks, Secrets.of(stockHome).keycloakAdmin());
            stockAdmin.makeStockApp();
            new IdentityTopic(
                            report,
                            cloud,
                            new RealmAdmin(cloud.endpoints(), Secrets.of(home).keycloakAdmin()),
                            stocks,
                            stockAdmin,
                            new Turns(identity(cloud.pids()), identity(stock.pids())),
                            effort)
                    .measure();
        }
    }

    private void measure() throws Exception {
        // As many as a server needs until its code is compiled.
        logins(1, quick ? 20 : 600);
        Turns.Cost hashed = someLogins();
        ourAdmin.hashLightly();
        stockAdmin.hashLightly();
        logins(1, quick ? 5 : 100);
        Turns.Cost light = someLogins();
        double hash = (hashed.ours() - light.ours() + hashed.stock() - light.stock()) / 2;
        Turns.Cost few = light.plus(hash);
        report.add("identity.login_hash_cpu_ms", hash, "ms");
        add("login", few);
        report.add("identity.login_cpu_over_stock", few.ratio(), "of stock");

        List<Walk> our = walkers(ours, ourAdmin);
        List<Walk> stock = walkers(stocks, stockAdmin);
        for (Map.Entry<String, Consumer<Walk>> way : Map.<String, Consumer<Walk>>of(
                        "silent", Walk::silently, "refresh", Walk::refresh)
                .entrySet()) {
            again(1, quick ? 40 : 1_000, our, stock, way.getValue());
            Turns.Cost cost = again(quick ? 3 : 15, quick ? 20 : 60, our, stock, way.getValue());
            add(way.getKey(), cost);
            report.add("identity." + way.getKey() + "_cpu_over_stock", cost.ratio(), "of stock");
        }

        ourAdmin.makeApps(quick ? 50 : 2_500);
        logins(1, quick ? 10 : 60);
        Turns.Cost many = someLogins().plus(hash);
        // What the machine does otherwise falls on the stock server too, and is taken out by it.
        report.add("identity.login_cpu_2500_apps_over_10", many.ratio() / few.ratio(), "of few apps");
    }

    private Turns.Cost someLogins() throws Exception {
        return logins(quick ? 3 : 15, quick ? 5 : 12);
    }

    private Turns.Cost logins(int count, int times) throws Exception {
        return turns.run(
                count,
                times,
                newcomers(ours, ourAdmin.newPeople(count * times)),
                newcomers(stocks, stockAdmin.newPeople(count * times)));
    }

    private static Supplier<Client> newcomers(Endpoints endpoints, List<RealmAdmin.Person> people) {
        Iterator<RealmAdmin.Person> next = people.iterator();
        return () -> {
            RealmAdmin.Person person = next.next();
            return () -> new Walk(endpoints, person);
        };
    }

    private static List<Walk> walkers(Endpoints endpoints, RealmAdmin admin) throws Exception {
        List<Walk> walkers = new ArrayList<>();
        for (RealmAdmin.Person person : admin.newPeople(WALKERS)) {
            walkers.add(new Walk(endpoints, person));
        }
        return walkers;
    }

    private Turns.Cost again(int count, int times, List<Walk> our, List<Walk> stock, Consumer<Walk> way)
            throws Exception {
        return turns.run(count, times, inTurn(our, way), inTurn(stock, way));
    }

    // One person does one thing at a time: a refresh token is good once.
    private static Supplier<Client> inTurn(List<Walk> walkers, Consumer<Walk> way) {
        int[] next = {0};
        return () -> {
            Walk walker = walkers.get(next[0]++ % walkers.size());
            return () -> {
                synchronized (walker) {
                    way.accept(walker);
                }
            };
        };
    }

    private void add(String what, Turns.Cost cost) {
        report.add("identity." + what + "_cpu_ms", cost.ours(), "ms");
        report.add("identity." + what + "_stock_cpu_ms", cost.stock(), "ms");
    }

    private static List<Long> identity(Map<String, Long> pids) {
        return List.of(pids.getOrDefault("keycloak", -1L), pids.getOrDefault("postgres", -1L));
    }
}
