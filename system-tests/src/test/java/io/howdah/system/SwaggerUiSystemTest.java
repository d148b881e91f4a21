package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A person opens Swagger UI, authorises, publishes a backup and looks at it. */
@ExtendWith(SharedSuite.class)
class SwaggerUiSystemTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Suite suite;
    private static SourceCluster source;

    @BeforeAll
    static void start(Suite shared) {
        suite = shared;
        source = SourceCluster.create();
        Api.accepted(suite.api().put("/api/v1/clusters/demo", source.registration()));
        suite.api().backUp("demo", Map.of());
    }

    @AfterAll
    static void takeDown() {
        source.close();
    }

    @Test
    void publishesABackup() throws java.io.IOException {
        ChromeDriver browser = open(suite.url() + "/swagger-ui.html");
        try {
            WebDriverWait wait = new WebDriverWait(browser, PATIENCE);
            authorise(browser, wait);
            String accepted = execute(browser, wait, "createPublication", "{\"cluster\": \"demo\"}", null);
            assertThat(accepted).contains("\"state\"");
            String id = accepted.replaceAll("(?s).*\"id\":\\s*\"([^\"]+)\".*", "$1");
            suite.api().await("/api/v1/publications/" + id, "PUBLISHED", java.util.Set.of("FAILED"));

            String published = execute(browser, wait, "getPublication", null, id);

            assertThat(published).contains("\"PUBLISHED\"").contains("\"connection\"");
            Path screenshot = Path.of("target", "swagger-ui.png");
            Files.write(screenshot, browser.getScreenshotAs(OutputType.BYTES));
            suite.api().unpublish(suite.api().get("/api/v1/publications/" + id).body());
        } finally {
            browser.quit();
        }
    }

    private static ChromeDriver open(String url) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,1600");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
                .build();
        ChromeDriver browser = new ChromeDriver(service, options);
        browser.get(url);
        return browser;
    }

    private static void authorise(ChromeDriver browser, WebDriverWait wait) {
        wait.until(ExpectedConditions.elementToBeClickable(By.cssSelector("button.authorize")))
                .click();
        wait.until(ExpectedConditions.elementToBeClickable(By.cssSelector(".auth-container input")))
                .sendKeys(suite.token());
        browser.findElement(By.cssSelector(".auth-btn-wrapper button.authorize"))
                .click();
        wait.until(ExpectedConditions.elementToBeClickable(By.cssSelector(".auth-btn-wrapper button.btn-done")))
                .click();
    }

    /** Opens the operation, tries it out and answers the body that came back. */
    private static String execute(
            ChromeDriver browser,
            WebDriverWait wait,
            String operationId,
            @org.jspecify.annotations.Nullable String body,
            @org.jspecify.annotations.Nullable String pathParameter) {
        WebElement operation =
                wait.until(ExpectedConditions.presenceOfElementLocated(By.cssSelector("[id$='-" + operationId + "']")));
        click(browser, operation.findElement(By.cssSelector(".opblock-summary-control")));
        click(browser, inside(wait, operation, ".try-out__btn"));
        if (body != null) {
            replace(inside(wait, operation, "textarea.body-param__text"), body);
        }
        if (pathParameter != null) {
            replace(inside(wait, operation, "tr[data-param-in='path'] input"), pathParameter);
        }
        click(browser, inside(wait, operation, "button.execute"));
        By answer = By.cssSelector(
                "[id$='-" + operationId + "'] .live-responses-table .response-col_description .highlight-code");
        return wait.until(ExpectedConditions.presenceOfElementLocated(answer)).getText();
    }

    /** The page draws what was opened a moment later. */
    private static WebElement inside(WebDriverWait wait, WebElement operation, String selector) {
        return wait.until(ExpectedConditions.presenceOfNestedElementLocatedBy(operation, By.cssSelector(selector)));
    }

    private static void replace(WebElement input, String text) {
        input.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
    }

    private static void click(ChromeDriver browser, WebElement element) {
        ((JavascriptExecutor) browser).executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
        element.click();
    }
}
