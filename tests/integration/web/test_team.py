"""Team work and what is stalled, through the pages: finding, choosing, and what happens to what was chosen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.integration.web.office import Desk, Office

MANAGER, WORKER, OTHER = "Outreach manager 1", "Outreach worker 1", "Outreach worker 2"


@pytest.fixture
def late(own_office: Office) -> Office:
    """Two contacts whose first steps outreach worker 1 holds, and should have agreed days ago."""
    desk = own_office.enter(WORKER)
    for alias in ("Amber", "Birdie"):
        desk.get("/contact")
        answer = desk.submit("Save contact", outcome="opened", alias=alias, under_18="no", danger_now="no")
        assert answer.status_code == 302
    desk.get("/work?whose=team")
    for task in desk.page.xpath("//a[normalize-space()='Agree first steps']/@href"):
        desk.get(task)
        desk.submit("Claim this task")
    own_office.pass_time(timedelta(days=6))
    return own_office


def chosen(desk: Desk, step: str) -> list[str]:
    """The boxes beside that step."""
    return [
        str(box)
        for card in desk.page.xpath("//li[contains(@class, 'app-card')]")
        if " ".join(card.xpath("string(.//h3)").split()) == step
        for box in card.xpath(".//input[@name='task']/@value")
    ]


def option(desk: Desk, name: str) -> str:
    return str(desk.page.xpath(f"//select[@name='to-account']/option[normalize-space()='{name}']/@value")[0])


def test_a_manager_reads_why_it_is_stuck_one_click_from_her_work(late: Office) -> None:
    desk = late.enter(MANAGER)
    desk.get("/work")
    (link,) = {str(found) for found in desk.page.xpath("//nav//a[normalize-space()='Stalled']/@href")}
    desk.get(link)
    assert desk.heading == "Stalled"
    assert "Harbour Outreach has not done “Agree first steps”; due" in desk.text
    assert "Outreach worker 1 holds it." in desk.text
    assert "Amber" in desk.text


def test_she_gives_several_tasks_to_somebody_else_at_once(late: Office) -> None:
    desk = late.enter(MANAGER)
    desk.get("/stalled")
    both = chosen(desk, "Agree first steps")
    assert len(both) == 2
    answer = desk.submit("Reassign", task=both, **{"to-account": option(desk, OTHER)})
    assert answer.location == "/stalled?whose=ours"
    desk.get(answer.location)
    assert "2 tasks reassigned." in desk.text
    assert "Outreach worker 2 holds it." in desk.text
    desk.get("/team")
    (person,) = desk.page.xpath(f"//select[@name='person']/option[normalize-space()='{OTHER}']/@value")
    desk.get(f"/team?person={person}")
    assert chosen(desk, "Agree first steps")
    worker = late.enter(OTHER)
    worker.get("/work")
    assert worker.text.count("Agree first steps") >= 2


def test_without_tasks_or_colleague_the_list_comes_back_with_what_was_chosen(late: Office) -> None:
    desk = late.enter(MANAGER)
    desk.get("/stalled")
    (first, _) = chosen(desk, "Agree first steps")
    assert desk.submit("Reassign", task=[first]).status_code == 400
    assert desk.heading == "Stalled"
    assert "Choose a colleague" in desk.page.xpath("string(//div[contains(@class, 'govuk-error-summary')])")
    assert desk.page.xpath("//input[@name='task'][@checked]/@value") == [first]
    desk.get("/team?show=overdue")
    assert desk.submit("Reassign", **{"to-account": option(desk, OTHER)}).status_code == 400
    assert (desk.heading, "Choose the tasks to reassign" in desk.text) == ("Team work", True)


def test_what_changed_meanwhile_is_said_on_the_list(late: Office) -> None:
    desk = late.enter(MANAGER)
    desk.get("/team")
    stale = [value.replace(":2", ":1") for value in chosen(desk, "Agree first steps")]
    receiver = option(desk, OTHER)
    answer = desk.submit("Reassign", task=stale, **{"to-account": receiver})
    assert answer.status_code == 409
    assert desk.page.xpath("//select[@id='to-account']/option[@selected]/@value") == [receiver]
    assert "Nothing was changed: 2 of the 2 tasks cannot be given." in desk.text


def test_she_asks_for_news_once_a_day_and_takes_over(late: Office) -> None:
    desk = late.enter(MANAGER)
    desk.get("/stalled")
    answer = desk.submit("Ask for news of Agree first steps")
    late.pass_time(timedelta())
    desk.get(answer.location)
    assert "Whoever holds it is told that somebody waits." in desk.text
    assert "Asked for news today" in desk.text
    answer = desk.submit("Take over Agree first steps", **{"seen-version": "2"})
    desk.get(answer.location)
    assert "The task is yours." in desk.text
    assert "Outreach manager 1 holds it." in desk.text
    worker = late.enter(WORKER)
    worker.get("/notices")
    assert "Somebody waits for a task of yours or of your team." in worker.text
    assert "A manager of your agency has taken over a task that you held." in worker.text


def test_the_coordinator_sees_where_it_is_and_neither_name_nor_way_in(late: Office) -> None:
    desk = late.enter("Coordinator 1")
    desk.get("/stalled")
    assert "Harbour Outreach has not done “Agree first steps”" in desk.text
    assert "Amber" not in desk.text
    assert not [link for link in desk.links() if link.startswith(("/tasks/", "/referrals/", "/cases/"))]


@pytest.mark.parametrize(("whose", "orders"), [("ours", 6), ("sent", 8), ("received", 8)])
def test_each_list_offers_its_orders_and_keeps_the_other_filters(office: Office, whose: str, orders: int) -> None:
    desk = office.enter(MANAGER)
    desk.get(f"/team?whose={whose}&show=overdue&reference=r-1&order=holder-down")
    offered = [str(each) for each in desk.page.xpath("//select[@name='order']/option/@value")]
    assert len(offered) == orders
    assert desk.page.xpath("//select[@name='order']/option[@selected]/@value") == ["holder-down"]
    assert desk.page.xpath("//form[@role='search']//input[@name='show']/@value") == ["overdue"]
    for order in offered:
        assert desk.get(f"/team?whose={whose}&show=overdue&reference=r-1&order={order}").status_code == 200
        assert all(f"order={order}" in link for link in desk.links() if "show=" in link and "/team?" in link)


@pytest.mark.parametrize("name", [WORKER, "Nurse 1", "Administrator 1"])
@pytest.mark.parametrize("path", ["/team", "/stalled", "/team/pathways"])
def test_for_others_there_are_no_such_lists(office: Office, name: str, path: str) -> None:
    desk = office.enter(name)
    desk.get("/work")
    assert not desk.page.xpath(f"//nav//a[@href='{path}']")
    assert desk.get(path).status_code == 403


@pytest.mark.parametrize(
    "query", ["show=x", "order=x", "whose=x", "person=x", "show=unclaimed&whose=sent", "days=x", "reference=R-%25"]
)
@pytest.mark.parametrize("path", ["/team", "/stalled"])
def test_an_address_that_means_nothing_shows_the_whole_list(office: Office, path: str, query: str) -> None:
    assert office.enter(MANAGER).get(f"{path}?{query}").status_code == 200


def test_a_manager_counts_the_referrals_at_each_step(late: Office) -> None:
    desk = late.enter(MANAGER)
    desk.get("/team/pathways")
    (link,) = {link for link in desk.links() if link.endswith("/contact_and_triage")}
    desk.get(link)
    row = desk.page.xpath("//tr[th[normalize-space()='Agree first steps']]")[0]
    assert row.xpath("string(td[last()])").strip() == "2"
    assert '"2"' in desk.page.xpath("string(//div[@data-counts]/@data-counts)")
    assert desk.get(f"{link}/diagram.bpmn").status_code == 200
    assert desk.get("/team/pathways/nothing").status_code == 404
