"""The pages of a node: a thin Django shell, in Arabic, Spanish, French and English.

Promises: shows what ``tansiq.node`` gives it and nothing else; every page obeys one content policy
without inline script or style. In this release there is one page, the state of the node, and no
account; it holds no case content, so that it may stand on an administrator's screen.
"""
