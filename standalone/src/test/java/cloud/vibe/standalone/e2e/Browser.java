package cloud.vibe.standalone.e2e;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.security.auth.module.UnixSystem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A real Chromium for all journeys of a test run. */
public final class Browser implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Browser.Windows.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Browser.class))
                .computeIfAbsent(Windows.class, key -> Windows.open(), Windows.class);
    }

    /** Opens windows that share nothing with each other. */
    public record Windows(Playwright playwright, com.microsoft.playwright.Browser browser) implements AutoCloseable {
        private static Windows open() {
            // A bound for what never happens, on a machine that may be busy; what happens is seen at once.
            PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
            Playwright playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(java.util.Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            BrowserType.LaunchOptions options = new BrowserType.LaunchOptions()
                    .setHeadless(true)
                    .setArgs(Stream.concat(
                                    // Chromium's sandbox does not work for root.
                                    new UnixSystem().getUid() == 0 ? Stream.of("--no-sandbox") : Stream.empty(),
                                    Stream.of("--disable-background-networking", "--disable-component-update"))
                            .toList());
            Optional.ofNullable(System.getenv("VIBE_CHROMIUM")).map(Path::of).ifPresent(options::setExecutablePath);
            return new Windows(playwright, playwright.chromium().launch(options));
        }

        /** A window of its own: no cookies, no storage of any other. */
        public Page window(com.microsoft.playwright.Browser.NewContextOptions options) {
            return window("en", options);
        }

        /** The same for somebody who reads another language. */
        public Page window(String language, com.microsoft.playwright.Browser.NewContextOptions options) {
            BrowserContext context = browser.newContext(options.setLocale(language));
            return context.newPage();
        }

        public Page window() {
            return window(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(1280, 800));
        }

        /** The two kinds of screen and the two schemes that every page is looked at with. */
        static List<com.microsoft.playwright.Browser.NewContextOptions> looks() {
            return Stream.of(ColorScheme.LIGHT, ColorScheme.DARK)
                    .flatMap(scheme -> Stream.of(
                            new com.microsoft.playwright.Browser.NewContextOptions()
                                    .setViewportSize(1280, 800)
                                    .setColorScheme(scheme),
                            new com.microsoft.playwright.Browser.NewContextOptions()
                                    .setViewportSize(390, 844)
                                    .setColorScheme(scheme)))
                    .toList();
        }

        @Override
        public void close() {
            playwright.close();
        }
    }
}
