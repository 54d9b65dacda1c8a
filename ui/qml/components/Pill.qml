import QtQuick

// A verdict: icon, word, colour and shape say the same. `verdict`: "ok", "attention" or "none".
Rectangle {
    id: pill

    required property string verdict
    required property string text
    readonly property bool outside: verdict === "attention"
    readonly property color ink: verdict === "ok" ? Theme.ok : outside ? Theme.warn : Theme.muted

    visible: text !== ""
    implicitWidth: Math.min(Math.ceil(row.implicitWidth) + 2 * Theme.spaceM, parent ? parent.width : row.implicitWidth)
    implicitHeight: Math.max(Theme.sizePill, Math.ceil(words.implicitHeight) + Theme.spaceXs)
    radius: height / 2
    color: verdict === "ok" ? Theme.okSoft : outside ? Theme.warnSoft : Theme.surface2

    Row {
        id: row

        x: Theme.spaceM
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.spaceXs

        Icon {
            id: icon

            name: pill.verdict === "ok" ? "circle-check" : pill.outside ? "triangle-alert" : "info"
            colour: pill.ink
            extent: Theme.iconSmall
            anchors.verticalCenter: parent.verticalCenter
        }

        Words {
            id: words

            text: pill.text
            color: pill.ink
            font.pixelSize: Theme.typeCaption
            width: Math.min(implicitWidth, pill.parent ? pill.parent.width - icon.width - row.spacing - 2 * Theme.spaceM : implicitWidth)
            anchors.verticalCenter: parent.verticalCenter
        }
    }
}
