import QtQuick
import QtQuick.Controls.Basic

// A short notice that stays at least eight seconds and is announced.
Popup {
    id: toast

    function tell(sentence) {
        words.text = sentence !== "" ? sentence : qsTr("Something went wrong; it has been written to the log.");
        open();
        timer.restart();
        words.Accessible.announce(words.text);
    }

    parent: Overlay.overlay
    x: parent ? (parent.width - width) / 2 : 0
    y: parent ? parent.height - height - Theme.spaceL : 0
    width: Math.min(Theme.columnSheet, parent ? parent.width - 2 * Theme.spaceXxl : 0)
    padding: Theme.spaceL
    modal: false
    closePolicy: Popup.CloseOnEscape

    background: Rectangle {
        radius: Theme.radiusCard
        color: Theme.warnSoft
        border.width: Theme.sizeBorder
        border.color: Theme.warn
    }

    contentItem: Row {
        spacing: Theme.spaceM

        Icon {
            id: icon

            name: "info"
            colour: Theme.warn
            anchors.verticalCenter: parent.verticalCenter
        }

        Words {
            id: words

            color: Theme.warn
            width: toast.availableWidth - icon.width - Theme.spaceM
        }
    }

    Timer {
        id: timer

        interval: Theme.waitToast
        onTriggered: toast.close()
    }
}
