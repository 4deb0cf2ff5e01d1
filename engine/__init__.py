"""Referral Pathways: a workflow engine that carries a referral between agencies, so that nobody drops it.

Layers, from the outside in; each imports only what stands to its right:

    testing → worker → bootstrap → commands | queries → shelf → bpmn | store | notify
            → dmn → feel → domain → errors | clock | config

Public: `engine.bootstrap` (`build` makes an `Engine`), `engine.commands` (what can be done), `engine.queries` (what
can be read), `engine.errors` (what can be refused), `engine.testing` (an engine with a clock that stands still).
"""
