import QtQuick
import QtQuick.Controls.Basic

// A short notice that stays at least eight seconds and is announced.
Popup {
    id: toast

    property bool good: false
    readonly property color ink: good ? Theme.ok : Theme.warn

    function tell(sentence, wentWell = false) {
        good = wentWell;
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
        color: toast.good ? Theme.okSoft : Theme.warnSoft
        border.width: Theme.sizeBorder
        border.color: toast.ink
    }

    contentItem: Row {
        spacing: Theme.spaceM

        Icon {
            id: icon

            name: toast.good ? "circle-check" : "info"
            colour: toast.ink
            anchors.verticalCenter: parent.verticalCenter
        }

        Words {
            id: words

            color: toast.ink
            width: toast.availableWidth - icon.width - Theme.spaceM
        }
    }

    Timer {
        id: timer

        interval: Theme.waitToast
        onTriggered: toast.close()
    }
}
