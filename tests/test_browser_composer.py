"""The training composer in a browser: planning, changing by keyboard, keeping, and taking the plan along."""

from __future__ import annotations

import datetime
import re
import shutil
from pathlib import Path
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import DESKTOP, PHONE, PROJECT, WITHOUT_SCRIPT
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from knowledgebase.checks import check_knowledge_base
from knowledgebase.findings import Severity
from knowledgebase.knowledge import read_knowledge_base

CASES = "#plan=1&m=90&g=20&d=in-person&p=2&n=need-apply-to-cases&s=2026-11-30T09%3A00"


@pytest.fixture
def page(page: Page) -> Page:
    """A new reader on a certain day; parametrise indirectly with options of the browser's context."""
    page.context.clock.set_fixed_time(datetime.datetime(2026, 11, 24, 8, tzinfo=datetime.UTC))
    return page


PLACES = [
    {"viewport": viewport, "color_scheme": scheme}
    for viewport in (PHONE, DESKTOP)
    for scheme in ("light", "dark")
]


def parts(page: Page) -> Locator:
    return page.locator(".kb-part")


def part(page: Page, stage: str) -> Locator:
    return page.locator(f".kb-part--{stage}").first


def names(page: Page) -> list[str]:
    """The technique of each part, in order."""
    return parts(page).locator("h3").all_inner_texts()


def minutes(page: Page) -> list[int]:
    fields = page.locator(".kb-part__minutes input")
    return [int(text) for text in fields.evaluate_all("fields => fields.map(field => field.value)")]


def said(page: Page) -> Locator:
    return page.locator(".kb-composer > [role=status]")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


# Planning


def test_there_is_a_plan_at_once_and_it_adds_up(page: Page) -> None:
    page.goto("/composer/")
    expect(page.get_by_role("heading", name="Your plan")).to_be_visible()
    assert sum(minutes(page)) == 90
    assert "Retrieval practice" in names(page)
    expect(page.locator(".kb-part__when").first).to_have_text("09:00–09:05")
    assert "#" not in page.url


def test_answers_change_the_plan_and_the_address(page: Page) -> None:
    page.goto("/composer/")
    before = names(page)
    page.get_by_label("What must change").select_option("Carry out a practical skill")
    page.get_by_label("Minutes in all").fill("180")
    page.get_by_label("Minutes in all").press("Tab")
    page.get_by_label("Delivery").select_option("Online")
    page.get_by_label("Delivery").press("Tab")
    assert sum(minutes(page)) == 180
    assert names(page) != before
    expect(said(page)).to_contain_text("180 minutes")
    assert "m=180" in page.url
    assert "d=online" in page.url


def test_the_button_leads_to_the_plan(page: Page) -> None:
    page.goto("/composer/")
    page.get_by_label("People", exact=True).fill("8")
    page.get_by_label("People", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Your plan")).to_be_focused()
    assert "g=8" in page.url


def test_each_part_tells_its_evidence(page: Page) -> None:
    page.goto(f"/composer/{CASES}")
    recall = part(page, "recall")
    expect(recall.locator(".kb-rating")).to_contain_text("Works, high certainty")
    expect(recall).to_contain_text("Ask again what came up to")
    recall.locator("summary", has_text="Evidence").click()
    evidence = recall.locator(".kb-part__evidence")
    expect(evidence).to_contain_text(re.compile(r"of 100 pairs .* ahead in about \d+"))
    expect(evidence).to_contain_text(re.compile(r"Adults were studied in \d+ of \d+ sources"))
    expect(evidence).to_contain_text("+6 what the evidence comes to: works")
    evidence.get_by_role("link").nth(1).click()
    page.wait_for_url("**/research/*/")


def test_what_cannot_be_planned_says_what_to_change(page: Page) -> None:
    page.goto("/composer/#plan=1&m=10&g=500&d=in-person&p=2")
    notice = page.locator(".kb-notice--none")
    expect(notice).to_contain_text("No plan fits these answers")
    expect(notice).to_contain_text("In 3 groups of 167 people: Retrieval practice")
    assert parts(page).count() == 0
    expect(button(page, "Print")).to_be_disabled()
    notice.get_by_role("button").click()
    expect(page.get_by_role("heading", name="Your plan")).to_be_focused()
    assert sum(minutes(page)) == 10
    expect(page.get_by_label("People", exact=True)).to_have_value("167")


def test_an_objective_that_nobody_can_see_is_noticed(page: Page) -> None:
    page.goto("/composer/")
    field = page.get_by_label("What will people be able to do?")
    expect(field).to_have_accessible_description(re.compile("Begin with a verb"))
    field.fill("Understand the rules on fees")
    field.blur()
    expect(field).to_have_accessible_description(re.compile("Nobody can see “Understand”"))


# Changing


def test_a_technique_is_swapped_for_one_that_fits(page: Page) -> None:
    page.goto(f"/composer/{CASES}")
    practice = part(page, "practice")
    practice.locator("summary", has_text="Swap").click()
    other = practice.locator(".kb-part__others li").first
    name = other.get_by_role("link").inner_text()
    expect(other).to_contain_text("points")
    other.get_by_role("button", name=f"Use {name}").click()
    expect(practice.locator("h3")).to_have_text(name)
    expect(practice.locator("summary", has_text="Swap")).to_be_focused()
    expect(page.get_by_role("heading", name="Your plan, changed by hand")).to_be_visible()
    page.reload()
    expect(part(page, "practice").locator("h3")).to_have_text(name)


def test_the_keyboard_moves_a_part_and_keeps_its_place(page: Page) -> None:
    page.goto(f"/composer/{CASES}")
    before = names(page)
    down = page.get_by_role("button", name=f"Later: {before[1]}")
    down.focus()
    page.keyboard.press("Enter")
    assert names(page) == [before[0], before[2], before[1], *before[3:]]
    expect(down).to_be_focused()
    expect(said(page)).to_have_text(f"{before[1]} is now part 3 of {len(before)}.")
    page.get_by_role("button", name=f"Earlier: {before[1]}").press("Enter")
    assert names(page) == before


def test_minutes_are_edited_and_fitted_again(page: Page) -> None:
    page.goto(f"/composer/{CASES}")
    name = part(page, "recall").locator("h3").inner_text()
    field = page.get_by_label(f"Minutes of {name}")
    field.fill("25")
    field.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == f"Earlier: {name}"
    expect(page.locator(".kb-composer__total")).to_contain_text("more than the 90 you asked for")
    expect(part(page, "recall")).to_contain_text("Meant for 5 to 20 minutes.")
    button(page, "Fit to 90 minutes").click()
    assert sum(minutes(page)) == 90
    expect(page.locator(".kb-composer__total span")).to_have_text("90 minutes in all, as you asked.")
    expect(button(page, "Fit to 90 minutes")).to_be_hidden()


def test_own_parts_and_notes_are_kept_and_undone(page: Page) -> None:
    page.goto(f"/composer/{CASES}")
    number = parts(page).count()
    button(page, "Add it at the end").click()
    own = part(page, "own")
    expect(own.locator("h3 input")).to_be_focused()
    own.locator("h3 input").fill("Visit to the <b>archive</b>")
    own.locator("summary", has_text="Note").click()
    own.locator("textarea").fill("Ask Ms ~ about keys! 50% & more")
    own.locator("textarea").blur()
    page.reload()
    expect(own.locator("h3 input")).to_have_value("Visit to the <b>archive</b>")
    own.locator("summary", has_text="Note").click()
    expect(own.locator("textarea")).to_have_value("Ask Ms ~ about keys! 50% & more")
    page.get_by_role("button", name="Take out: Visit to the").click()
    assert parts(page).count() == number
    button(page, "Undo").click()
    assert parts(page).count() == number + 1


def test_a_part_with_a_technique_can_be_added(page: Page) -> None:
    page.goto(f"/composer/{CASES}")
    before = names(page)
    page.get_by_label("Part to add").select_option("Feedback")
    button(page, "Add it at the end").click()
    after = names(page)
    assert after[:-1] == before
    assert after[-1] not in before


def test_answers_do_not_undo_what_was_changed_by_hand(page: Page) -> None:
    page.goto(f"/composer/{CASES}")
    page.get_by_role("button", name=re.compile("^Take out")).first.click()
    changed = names(page)
    page.get_by_label("Minutes in all").fill("120")
    page.get_by_label("Minutes in all").blur()
    assert names(page) == changed
    button(page, "Plan anew").click()
    assert sum(minutes(page)) == 120
    expect(page.get_by_role("heading", name="Your plan")).to_be_focused()


# Keeping


def test_the_last_plan_comes_back_on_the_same_device(page: Page) -> None:
    page.goto(f"/composer/{CASES}")
    page.get_by_role("button", name=re.compile("^Take out")).first.click()
    kept = names(page)
    page.goto("/about/")
    page.goto("/composer/")
    assert names(page) == kept
    expect(page.get_by_text("This is your last plan, kept on this device only.")).to_be_visible()
    page.locator(".kb-notice").get_by_role("button", name="Start anew").click()
    assert sum(minutes(page)) == 90
    expect(page.get_by_text("This is your last plan")).to_have_count(0)


def test_an_address_full_of_nonsense_and_markup_shows_it_as_text(page: Page) -> None:
    attack = '"><img src=x onerror="document.title=1"><script>document.title=2</script>'
    values = [
        ("plan", "1"),
        ("m", "-5e3"),
        ("g", "many"),
        ("d", attack),
        ("n", attack),
        ("o", attack),
        ("l", attack),
    ]
    values += [("b", f"own~~~10~{attack}~{attack}"), ("b", f"{attack}~{attack}~~7~~"), ("b", "~~~")]
    page.goto(f"/composer/#{urlencode(values)}")
    expect(part(page, "own").locator("h3 input")).to_have_value(re.compile("onerror"))
    expect(page.get_by_label("What will people be able to do?")).to_have_value(attack)
    assert page.locator(".kb-composer img, .kb-composer script").count() == 0
    expect(page).to_have_title(re.compile("^Training composer"))


def test_a_link_within_the_page_leaves_the_plan_alone(page: Page) -> None:
    page.goto(f"/composer/{CASES}")
    page.get_by_role("button", name=re.compile("^Take out")).first.click()
    kept = names(page)
    page.evaluate("location.hash = '#how-a-plan-is-made'")
    assert names(page) == kept
    page.evaluate("location.hash = '#plan=1&m=30'")
    expect(page.get_by_label("Minutes in all")).to_have_value("30")
    assert sum(minutes(page)) == 30


@pytest.mark.parametrize("page", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True)
def test_the_copied_link_holds_the_plan(page: Page) -> None:
    page.goto("/composer/")
    page.get_by_label("People", exact=True).fill("9")
    page.get_by_label("People", exact=True).blur()
    button(page, "Copy link").click()
    expect(said(page)).to_contain_text("The link is copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_once_loaded_it_works_without_a_network(page: Page) -> None:
    page.goto("/composer/", wait_until="networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    page.get_by_label("Minutes in all").fill("240")
    page.get_by_label("Minutes in all").blur()
    assert sum(minutes(page)) == 240
    part(page, "practice").locator("summary", has_text="Swap").click()
    part(page, "practice").locator(".kb-part__others button").first.click()
    with page.expect_download():
        button(page, "Calendar file").click()
    # The browser itself asks for the icon again when an address changes.
    assert [url for url in asked if not url.startswith("blob:") and "favicon" not in url] == []


# Taking it along


def download(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as started:
        button(page, name).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def test_the_markdown_passes_the_checker_as_a_training(page: Page, tmp_path: Path) -> None:
    root = tmp_path / "base"
    for name in ("entries", "docs"):
        shutil.copytree(PROJECT / name, root / name)
    for name in ("bibliography.bib", "bibliography.lock.yml", "CHANGELOG.md"):
        shutil.copy(PROJECT / name, root / name)
    trainings = root / "entries" / "trainings"
    addresses = [
        f"{CASES}&a=labour-officials&l=English&l=French&o=Decide+in+a+case+whether+a+fee+is+due",
        "#plan=1&m=385&g=16&d=blended&p=3&n=need-practical-skills&o=Lead+a+first+talk+%5B%40x%5D+%3Cb%3E",
        "#plan=1&m=60&g=25&d=online&p=0",
    ]
    ids = []
    for address in addresses:
        page.goto(f"/composer/{address}")
        page.reload()
        ids.append(download(page, "Markdown", trainings).stem)
    assert ids[0] == "decide-in-a-case-whether-a-fee-is-due"
    knowledge = read_knowledge_base(root)
    findings = check_knowledge_base(knowledge)
    assert [finding for finding in findings if finding.severity is Severity.ERROR] == []
    assert [finding for finding in findings if Path(finding.path).stem in ids] == []
    data = knowledge.records[ids[1]].data
    assert getattr(data, "duration", 0) == 385


def test_the_calendar_file_is_valid(page: Page, tmp_path: Path) -> None:
    page.goto(f"/composer/{CASES}&o=Decide%2C+then%3B+explain")
    path = download(page, "Calendar file", tmp_path)
    assert path.suffix == ".ics"
    events = list(Calendar.from_ical(path.read_bytes()).walk("VEVENT"))
    assert len(events) == 4
    assert str(events[0]["SUMMARY"]) == "Decide, then; explain"
    assert events[0].decoded("DTEND") - events[0].decoded("DTSTART") == datetime.timedelta(minutes=90)
    assert events[0].decoded("DTSTART").isoformat() == "2026-11-30T09:00:00"


def test_the_printed_page_is_the_run_sheet_alone(page: Page) -> None:
    page.goto(f"/composer/{CASES}&o=Decide+in+a+case")
    sheet = page.locator(".kb-composer__paper")
    expect(sheet).to_be_hidden()
    page.emulate_media(media="print")
    expect(sheet).to_be_visible()
    expect(sheet.get_by_text("Decide in a case")).to_be_visible()
    assert sheet.locator("tbody tr").count() == parts(page).count()
    for hidden in (
        ".kb-composer__form",
        ".kb-composer__parts",
        ".kb-header",
        "#techniques-by-part-of-a-session",
    ):
        expect(page.locator(hidden)).to_be_hidden()


# For everyone


@WITHOUT_SCRIPT
def test_without_script_the_page_explains_the_rule_and_lists_techniques(page: Page) -> None:
    page.goto("/composer/")
    expect(page.get_by_text("Composing a plan needs JavaScript")).to_be_visible()
    page.locator(".kb-composer-list", has_text="Recall").locator("summary").click()
    row = page.locator(".kb-composer-list tr", has_text="Retrieval practice")
    expect(row).to_contain_text("5 to 20 minutes")
    expect(row).to_contain_text("1 to 200 people")
    page.get_by_role("link", name="The rule in full").click()
    page.wait_for_url("**/planning/")


@pytest.mark.parametrize(
    "page", PLACES, indirect=True, ids=["phone", "phone dark", "desktop", "desktop dark"]
)
def test_no_barrier_is_found(page: Page) -> None:
    page.goto(f"/composer/{CASES}&l=English&l=French")
    button(page, "Add it at the end").click()
    page.locator(".kb-composer__languages summary").click()
    for panel in part(page, "practice").locator("summary").all():
        panel.click()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("page", [{"viewport": {"width": 320, "height": 700}}], indirect=True)
def test_the_narrowest_screen_does_not_scroll_sideways(page: Page) -> None:
    page.goto(f"/composer/{CASES}")
    for panel in part(page, "practice").locator("summary").all():
        panel.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("page", [{"viewport": PHONE, "has_touch": True}], indirect=True)
def test_controls_are_large_enough_for_a_finger(page: Page) -> None:
    page.goto(f"/composer/{CASES}")
    sizes: list[float] = (
        page.locator(".kb-composer")
        .locator("button:visible, input:visible, summary:visible")
        .evaluate_all(
            "controls => controls.filter((c) => c.type !== 'checkbox').map((c) => c.getBoundingClientRect())"
            ".map((box) => Math.min(box.width, box.height))"
        )
    )
    assert min(sizes) >= 24


def test_the_list_of_trainings_and_the_home_page_lead_here(page: Page) -> None:
    for address in ("/trainings/", "/"):
        page.goto(address)
        page.get_by_role("link", name=re.compile("^Compose a session")).click()
        page.wait_for_url("**/composer/")
