import QtQuick
import QtQuick.Controls.Basic

// What scrolls when it must. Whatever gets the focus by the keyboard is scrolled into view; what a finger touches stays
// under it.
Flickable {
    id: area

    property alias bar: scrollBar

    // Of what is taller than the area, its top.
    function reveal(item) {
        const margin = Math.max(0, Math.min(Theme.spaceM, (height - item.height) / 2));
        const top = item.mapToItem(contentItem, 0, 0).y - margin;
        const bottom = Math.min(contentHeight, top + item.height + 2 * margin);
        if (top < contentY || item.height > height)
            contentY = Math.max(0, Math.min(top, contentHeight - height));
        else if (bottom > contentY + height)
            contentY = bottom - height;
    }

    interactive: contentHeight > height
    boundsBehavior: Flickable.StopAtBounds
    clip: true

    ScrollBar.vertical: ScrollBar {
        id: scrollBar
    }

    Connections {
        function onActiveFocusItemChanged() {
            const item = area.Window.activeFocusItem;
            for (let above = item; above; above = above.parent) {
                if (above === area.contentItem) {
                    if (item.focusReason !== Qt.MouseFocusReason)
                        area.reveal(item);
                    return;
                }
            }
        }

        target: area.Window.window
    }
}
