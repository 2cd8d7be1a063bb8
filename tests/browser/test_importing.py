"""A messy file through the wizard in the browser: read, mapped, looked through, imported, its wrong rows taken out, undone."""

from pathlib import Path

from playwright.sync_api import Page, expect

from perennial.connect.models import Import
from perennial.kernel.jobs.testing import run_jobs
from perennial.people.models import Party
from perennial.team.models import Member
from tests.browser.imports import MESSY, check_page
from tests.browser.visits import at, axe, hear, sign_in


def test_a_messy_file_is_imported_and_taken_back(page: Page, olive: Member, tmp_path: Path) -> None:
    file = tmp_path / "kunden export (2).csv"
    file.write_bytes(MESSY)
    sign_in(page, olive)
    page.goto("/import/?kind=persons")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/reading/")
    expect(page.get_by_role("table")).to_contain_text("Jürgen")
    assert not axe(page)
    page.get_by_role("button", name="Looks right").click()
    page.wait_for_url("**/columns/")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/check/")
    page.get_by_role("button", name="Look through the file").click()
    expect(page.get_by_text("Looking through the file")).to_be_visible()
    page.wait_for_load_state("networkidle")
    run_jobs()
    hear(page, "import", str(Import.objects.get().pk))
    expect(page.locator(".import-counts")).to_contain_text("Would be added")
    expect(page.get_by_role("heading", name="The file was looked through")).to_be_focused()
    page.reload()
    expect(page.get_by_role("heading", name="The file was looked through")).to_be_focused()
    assert not Party.objects.exists()
    page.get_by_role("button", name="Import now").click()
    page.wait_for_url("**/import/*/")
    run_jobs()
    page.reload()
    one = Import.objects.get()
    assert (one.created, one.failed) == (4, 0)
    with page.expect_download() as download:
        page.get_by_role("link", name="These rows as CSV").click()
    wrong = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "no address" in wrong
    assert "Jürgen" not in wrong
    page.get_by_role("link", name="Undo the import").click()
    page.get_by_role("button", name="Undo the import").click()
    page.wait_for_function("() => document.body.innerText.includes('Being undone')")
    run_jobs()
    page.reload()
    expect(page.locator("main")).to_contain_text("Reversed")
    assert not Party.objects.exists()


def test_the_steps_of_an_import_stand_on_one_line_of_a_phone(page: Page, olive: Member) -> None:
    address = check_page(olive)
    sign_in(page, olive)
    at(page, "phone")
    page.goto(address)
    steps = page.get_by_role("navigation", name="Steps").get_by_role("listitem")
    expect(steps).to_have_count(5)
    boxes = [box for step in steps.all() if (box := step.bounding_box())]
    assert len({box["y"] for box in boxes}) == 1
    assert boxes[-1]["x"] + boxes[-1]["width"] <= 390
    assert not axe(page)
    expect(steps.filter(has=page.get_by_role("link", name="2 Reading"))).to_have_count(1)
    expect(page.locator(".import-steps [aria-current] .name")).to_have_text("Check")
