import QtQuick
import "../components"

// The station: how today went, what works, the words on the first page, and the way out.
Column {
    id: list

    required property QtObject staff

    spacing: Theme.spaceL

    Repeater {
        model: [list.staff.today, list.staff.health]

        Flow {
            id: group

            required property var modelData

            width: list.width
            spacing: Theme.spaceM

            Repeater {
                model: group.modelData

                Card {
                    id: fact

                    required property var modelData

                    width: Math.max(words.implicitWidth, Theme.columnTab) + 2 * Theme.spaceL
                    height: words.implicitHeight + 2 * Theme.spaceM
                    Accessible.role: Accessible.StaticText
                    Accessible.name: modelData.join(" ")

                    Column {
                        id: words

                        anchors.centerIn: parent

                        Words {
                            text: fact.modelData[1]
                            font.pixelSize: Theme.typeTitle
                            font.bold: true
                            wrapMode: Text.NoWrap
                            Accessible.ignored: true
                        }

                        Words {
                            text: fact.modelData[0]
                            color: Theme.muted
                            font.pixelSize: Theme.typeLabel
                            wrapMode: Text.NoWrap
                            Accessible.ignored: true
                        }
                    }
                }
            }
        }
    }

    LineField {
        id: message

        width: parent.width
        label: qsTr("Words on the first page")
        longest: 120
        text: list.staff.message
    }

    Flow {
        width: parent.width
        spacing: Theme.spaceM

        BigButton {
            objectName: "show-message"
            iconName: "monitor"
            text: qsTr("Show them")
            enabled: message.text.trim() !== ""
            onClicked: list.staff.showMessage(message.text)
        }

        BigButton {
            objectName: "take-message-down"
            kind: "quiet"
            iconName: "x"
            text: qsTr("Take them down")
            enabled: list.staff.message !== ""
            onClicked: {
                message.text = "";
                list.staff.showMessage("");
            }
        }
    }

    BigButton {
        objectName: "close-station"
        kind: "danger"
        iconName: "x"
        text: qsTr("End the station")
        onClicked: list.staff.closeStation()
    }
}
