import QtQuick

// A sentence that stays on the screen: icon, colour and words. `kind`: "warn" or "ok". Nothing to say, nothing shown.
Rectangle {
    id: notice

    required property string text
    property string kind: "warn"
    readonly property color ink: kind === "ok" ? Theme.ok : Theme.warn

    visible: text !== ""
    implicitHeight: words.height + 2 * Theme.spaceM
    radius: Theme.radiusSmall
    color: kind === "ok" ? Theme.okSoft : Theme.warnSoft
    border.width: Theme.sizeBorder
    border.color: ink

    Icon {
        id: sign

        x: Theme.spaceL
        anchors.verticalCenter: parent.verticalCenter
        name: notice.kind === "ok" ? "circle-check" : "triangle-alert"
        colour: notice.ink
    }

    Words {
        id: words

        anchors.left: sign.right
        anchors.leftMargin: Theme.spaceM
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - x - Theme.spaceL
        text: notice.text
        color: notice.ink
        font.pixelSize: Theme.typeControl
    }
}
