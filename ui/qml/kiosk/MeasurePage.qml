import QtQuick
import QtQuick.Controls.Basic
import "../components"

// The devices that lie here, what to press on each, and what came from them.
StationPage {
    id: page

    required property QtObject visit
    required property QtObject home

    title: qsTr("Measure")
    sentence: devices.count > 0 ? qsTr("Sit down, rest the arm, do not talk. Then press the button on the device: the result appears here.") : qsTr("There is no device here just now. Please ask the staff.")

    VisitReadings {
        width: parent.width
        home: page.home
    }

    Repeater {
        id: devices

        model: page.visit.devices

        Card {
            id: card

            required property string kind
            required property string title
            required property string name
            required property string press
            required property bool heard

            width: parent.width
            height: Math.max(picture.height, words.height) + 2 * Theme.spaceL
            Accessible.role: Accessible.ListItem
            Accessible.name: [title, name, press].join(", ")

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

                Words {
                    width: parent.width
                    text: card.press
                    Accessible.ignored: true
                }

                Pill {
                    verdict: "ok"
                    text: card.heard ? qsTr("Heard from it") : ""
                }
            }
        }
    }

    Notice {
        width: parent.width
        text: page.visit.trouble
    }

    buttons: BigButton {
        objectName: "back"
        width: parent.width
        kind: "soft"
        iconName: "house"
        text: qsTr("Back")
        onClicked: page.visit.choose("choose")
    }
}
