"""Workers that print their lines: whose line comes when, nobody says (rows 1, 7, 8, 10, 24)."""
SHOWN = 20


def share(group, toolbox, primitive):
    # How many lines are on the page.
    return toolbox.words(1)


def steps(context):
    printed = []
    for line in range(context.parameters.lines):
        printed.append({'text': '{}:{}'.format(context.worker, line), 'order': context.shared.add(0, 1) - 1})
        context.report(line + 1)
        yield 0
    return printed


def report(printed):
    orders = [line['order'] for line in printed]
    return {
        'count': len(printed),
        'first': orders[0],
        'last': orders[-1],
        'isInOrder': all(earlier < later for earlier, later in zip(orders, orders[1:])),
        'lines': printed[:SHOWN],
    }


def left(group, shared):
    return [shared.to_list()]
