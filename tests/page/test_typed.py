"""type_your_own(): a field where Python runs, fixed texts where it does not."""

from fieldguide.page import typed


def shout(text):
    """What a text is in capitals"""
    return f"<p>{text.upper()}</p>"


def test_a_static_page_has_the_fixed_texts_and_says_so(monkeypatch):
    monkeypatch.setenv("FIELDGUIDE_BOOK", "1")
    shown = typed.type_your_own(shout, ["a gull", "a cat"], label="a line")
    html = shown._repr_mimebundle_()["text/html"]
    assert "A GULL" in html and "A CAT" in html and "<option selected>a gull" in html
    assert html.endswith(f'<p class="fg-caption">{typed.FIXED}</p></figure>')


def test_live_what_is_typed_is_drawn(monkeypatch):
    monkeypatch.delenv("FIELDGUIDE_BOOK", raising=False)
    typed_so_far = []

    def draw(text):
        typed_so_far.append(text)
        return shout(text)

    shown = typed.type_your_own(draw, ["a gull", "a cat"], label="a line")
    field = shown.widget().children[0].children[0]
    assert (field.description, field.options) == ("a line", ("a gull", "a cat"))
    bundle = shown._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "A GULL" in bundle["text/html"]  # where no widget can be shown
    typed_so_far.clear()
    field.value = "the child draws a fish"  # none of the suggestions
    assert typed_so_far == ["the child draws a fish"]
