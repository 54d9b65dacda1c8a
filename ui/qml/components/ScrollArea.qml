import QtQuick
import QtQuick.Controls.Basic

// What scrolls when it must, also by the page keys. Whatever gets the focus by the keyboard is scrolled into view.
Flickable {
    id: area

    property alias bar: scrollBar

    function turn(pages) {
        contentY = Math.max(0, Math.min(contentHeight - height, contentY + pages * (height - Theme.spaceXxl)));
    }

    interactive: contentHeight > height
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    Keys.onPressed: event => {
        event.accepted = interactive && (event.key === Qt.Key_PageDown || event.key === Qt.Key_PageUp);
        if (event.accepted)
            turn(event.key === Qt.Key_PageDown ? 1 : -1);
    }

    ScrollBar.vertical: ScrollBar {
        id: scrollBar
    }

    FocusReveal {
        area: area
    }
}
