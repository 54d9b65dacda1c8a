import QtQuick

// Scrolls `area` so that whatever gets the focus in it by the keyboard is in sight; what a finger touches stays under it.
Item {
    id: reveal

    required property Flickable area

    signal revealed

    // Of what is taller than the area, its top.
    function show(item) {
        const margin = Math.max(0, Math.min(Theme.spaceM, (area.height - item.height) / 2));
        const top = item.mapToItem(area.contentItem, 0, 0).y - margin;
        const bottom = top + item.height + 2 * margin;
        const last = area.originY + area.contentHeight - area.height;
        if (top < area.contentY || item.height > area.height)
            area.contentY = Math.max(area.originY, Math.min(top, last));
        else if (bottom > area.contentY + area.height)
            area.contentY = Math.min(bottom - area.height, last);
    }

    Connections {
        function onActiveFocusItemChanged() {
            const item = reveal.Window.activeFocusItem;
            for (let above = item; above; above = above.parent) {
                if (above === reveal.area.contentItem) {
                    if (item.focusReason !== Qt.MouseFocusReason) {
                        reveal.show(item);
                        reveal.revealed();
                    }
                    return;
                }
            }
        }

        target: reveal.Window.window
    }
}
