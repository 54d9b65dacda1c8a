import QtQuick
import "../components"

// One device: what to press, the value on the way, or that its result is here.
Card {
    id: card

    required property string kind
    required property string title
    required property string name
    required property string press
    required property string stage
    required property string live
    readonly property bool measuring: stage === "measuring"

    height: Math.max(picture.height, words.height) + 2 * Theme.spaceM
    border.color: measuring ? Theme.primary : Theme.line
    border.width: measuring ? Theme.sizeFocusRing : Theme.sizeBorder
    Accessible.role: Accessible.ListItem
    Accessible.name: [title, measuring ? status.text : "", live, stage === "heard" ? heard.text : press].filter(part => part !== "").join(", ")

    Drawing {
        id: picture

        x: Theme.spaceL
        anchors.verticalCenter: parent.verticalCenter
        drawing: "device-" + card.kind
        extent: Theme.sizeDrawingSmall
    }

    Column {
        id: words

        anchors.left: picture.right
        anchors.leftMargin: Theme.spaceL
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - x - Theme.spaceL
        spacing: Theme.spaceXs

        Words {
            width: parent.width
            text: card.title
            font.pixelSize: Theme.typeTitle
            font.bold: true
            Accessible.ignored: true
        }

        Row {
            visible: card.measuring
            width: parent.width
            spacing: Theme.spaceM

            Words {
                id: status

                text: qsTr("Measuring …")
                color: Theme.primary
                font.bold: true
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }

            Words {
                width: parent.width - status.width - parent.spacing
                text: card.live
                color: Theme.muted
                Accessible.ignored: true
            }
        }

        Pill {
            id: heard

            visible: card.stage === "heard"
            verdict: "ok"
            text: qsTr("The result is here")
        }

        Words {
            visible: card.stage === "waiting"
            width: parent.width
            text: card.press
            color: Theme.muted
            font.pixelSize: Theme.typeControl
            Accessible.ignored: true
        }
    }
}
