def test_robots_when_asked_then_names_the_sitemap_and_closes_the_back_office(client, db):
    response = client.get("/robots.txt")

    assert response["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in response.text
    assert "Disallow: /catalog/menu" in response.text
    assert "Disallow: /fil/catalog/menu" in response.text
    assert "Sitemap: http://testserver/sitemap.xml" in response.text


def test_sitemap_when_asked_then_lists_the_pages_of_both_languages(client, pages):
    response = client.get("/sitemap.xml")

    assert response.status_code == 200
    assert "/help/</loc>" in response.text
    assert "/fil/tulong/</loc>" in response.text


def test_favicon_when_a_browser_guesses_it_then_finds_it(client, db):
    response = client.get("/favicon.ico")

    assert (response.status_code, response["Location"]) == (302, "/static/img/favicon.svg")
