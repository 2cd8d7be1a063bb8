"""Django's and our own tags, worked out when a template is read as far as they stand for the same text on every page: words
without values, icons, addresses without ids. Templates are kept apart by language and wording (`design/loading.py`)."""

from collections.abc import Callable
from typing import Any

from django import template
from django.template import Context
from django.template.base import FilterExpression, Node, Parser, TextNode, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as read_url
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.static import StaticNode, do_static
from django.urls import NoReverseMatch
from django.utils.html import escape
from django.utils.safestring import SafeString

from perennial.design.templatetags import ui
from perennial.kernel.http.addresses import address_of, address_of_one

register = template.Library()
Reader = Callable[[Parser, Token], Node]


def _is_plain(said: FilterExpression) -> bool:
    """Whether it is a text that stands in the template, as it is."""
    return not said.filters and (not said.is_var or said.var.literal is not None)


@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    """Words as they are read in the language of the template."""
    node: TranslateNode = do_translate(parser, token)
    context = node.message_context
    is_fixed = not node.asvar and _is_plain(node.filter_expression) and (context is None or _is_plain(context))
    return TextNode(node.render(Context())) if is_fixed else node


@register.tag("static")
def static(parser: Parser, token: Token) -> Node:
    """The address of a file of ours."""
    node: StaticNode = do_static(parser, token)
    return TextNode(node.render(Context())) if node.varname is None and _is_plain(node.path) else node


_read_icon: Reader = ui.register.tags["icon"]


@register.tag("icon")
def icon(parser: Parser, token: Token) -> Node:
    """An icon; see `ui.icon`."""
    name, *size = token.split_contents()[1:]
    is_fixed = name[0] == name[-1] == '"' and len(size) < 2 and all(each.isdecimal() for each in size)
    return TextNode(ui.icon(name[1:-1], *map(int, size))) if is_fixed else _read_icon(parser, token)


@register.tag("url")
def url(parser: Parser, token: Token) -> Node:
    """An address: known at once without an id, put together with one."""
    node: URLNode = read_url(parser, token)
    if node.asvar or node.kwargs or len(node.args) > 1 or not _is_plain(node.view_name):
        return node
    name = str(node.view_name.resolve(Context()))
    if node.args:
        return _AddressOfOne(node, name)
    try:
        return TextNode(escape(address_of(name)))
    except NoReverseMatch:  # whoever shows it knows why: it may stand where nobody comes
        return node


class _AddressOfOne(Node):
    """`{% url name id %}`."""

    child_nodelists = ()

    def __init__(self, node: URLNode, name: str) -> None:
        self.node, self.name = node, name
        (self.id,) = node.args

    def render(self, context: Context) -> Any:
        id_ = self.id.resolve(context)
        return SafeString(address_of_one(self.name, id_)) if type(id_) is int and id_ >= 0 else self.node.render(context)
