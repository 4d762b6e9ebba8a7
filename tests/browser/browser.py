"""A browser of the distribution, without a window: chromium, chromium-driver, python3-selenium."""
import base64
import shutil
import sys

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
except ImportError:
    webdriver = None


def missing():
    """What is not there of what a browser needs; empty where all is."""
    names = [name for name in ("chromium", "chromedriver") if not shutil.which(name)]
    return names + ([] if webdriver else ["python3-selenium"])


def skip_without_browser():
    if missing():
        print("skipped: there is no " + ", no ".join(missing()))
        sys.exit(77)


class Browser:
    def __init__(self, width=1280, height=900, scripts=True, downloads=None):
        options = Options()
        options.binary_location = shutil.which("chromium")
        for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={width},{height}"):
            options.add_argument(word)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        if not scripts:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        self.driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        if downloads:
            self.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)})

    def open(self, path):
        self.driver.get(path.resolve().as_uri())
        self.frames()

    def run(self, script, *words):
        return self.driver.execute_script(script, *words)

    def frames(self):
        """Until what was asked for is drawn."""
        self.driver.execute_async_script("const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0)))")

    def find(self, css):
        return self.driver.find_elements("css selector", css)

    def text(self, css):
        return self.run("return document.querySelector(arguments[0])?.textContent ?? null", css)

    def mouse(self, kind, x, y, buttons=0):
        """Where the window shows it."""
        self.driver.execute_cdp_cmd("Input.dispatchMouseEvent", {
            "type": kind, "x": x, "y": y, "buttons": buttons, "button": "left" if buttons or kind == "mouseReleased" else "none",
            "clickCount": 1 if kind != "mouseMoved" else 0})
        self.frames()

    def point_at(self, css, right=0.5, down=0.5):
        """Brings an element into the window and moves the pointer to a part of it; returns the place."""
        box = self.run("const e = document.querySelector(arguments[0]); e.scrollIntoView({block: 'center'});"
                       "const r = e.getBoundingClientRect(); return [r.left, r.top, r.width, r.height]", css)
        x, y = box[0] + right * box[2], box[1] + down * box[3]
        self.mouse("mouseMoved", x, y)
        return x, y

    def messages(self):
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def pdf(self):
        return base64.b64decode(self.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})["data"])

    def picture(self, width, dark=False):
        """The whole page as PNG."""
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        self.frames()
        height = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]["height"]
        clip = {"x": 0, "y": 0, "width": width, "height": min(height, 12000), "scale": 1}
        return base64.b64decode(self.driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})["data"])

    def close(self):
        self.driver.quit()
